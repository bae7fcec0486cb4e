using System.Collections.Frozen;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Configuration;

/// <summary>Lays a routing group's options over the limits.</summary>
internal static class GroupRecovery
{
    public static RecoveryRules Over(this RoutingGroupOptions group, LimitsOptions limits) =>
        new(group.Attempts ?? limits.Attempts, group.Rounds ?? limits.Rounds, group.Backoff.Over(limits.Backoff))
        {
            Timeout = group.Timeout,
            Spillover = group.Spillover,
            Final = RecoveryRules.DefaultFinal.Union(group.FinalOn).Except(group.FallbackOn).ToFrozenSet(),
        };

    public static BackoffOptions Over(this GroupBackoffOptions group, BackoffOptions limits) =>
        new() { Initial = group.Initial ?? limits.Initial, Max = group.Max ?? limits.Max };
}
