using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>The member that was selected for an attempt, with room for the call.</summary>
/// <param name="Member">The member.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Room">Given back when the attempt has ended.</param>
internal readonly record struct TakenMember(RoutingMember Member, Provider Provider, Reservation Room);
