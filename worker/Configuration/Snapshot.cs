using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>One valid configuration, built and ready for use. A request is worked on with a single snapshot.</summary>
internal sealed record Snapshot(RoutingTable Routing, ProviderCatalog Providers, LimitsOptions Limits);
