using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>One valid configuration, built and ready for use. A request is worked on with a single snapshot.</summary>
internal sealed record Snapshot(RoutingTable Routing, ProviderCatalog Providers, LimitsOptions Limits)
{
    private readonly RecoveryRules _default = new(Limits.Attempts, Limits.Rounds, Limits.Backoff);

    /// <summary>The rules of each configured group; names that only a route or a provider has follow the limits.</summary>
    public IReadOnlyDictionary<string, RecoveryRules> Rules { get; init; } = new Dictionary<string, RecoveryRules>();

    /// <summary>The key of the worker's own API; null: it has none.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>How failures are handled in the group of this name.</summary>
    public RecoveryRules RulesOf(string group) => Rules.GetValueOrDefault(group, _default);
}
