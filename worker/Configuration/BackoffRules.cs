using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold between the two waits of a backoff or a breaker.</summary>
internal static class BackoffRules
{
    private const string Limits = "limits.backoff";

    public static void Check(BackoffOptions backoff, FindingList findings)
    {
        if (backoff.Max < backoff.Initial)
            Refuse(Limits, backoff.Initial, backoff.Max, "", "", findings);
    }

    /// <summary>Checks how long a provider's breaker stays open, which grows in the same way.</summary>
    public static void Check(BreakerOptions breaker, string path, FindingList findings)
    {
        if (breaker.Max < breaker.Initial)
            Refuse(path, breaker.Initial, breaker.Max, "", "", findings);
    }

    /// <summary>Checks what comes of a group's backoff laid over the limits'.</summary>
    public static void Check(GroupBackoffOptions group, BackoffOptions limits, string path, FindingList findings)
    {
        var merged = group.Over(limits);
        if (merged.Max < merged.Initial && (group.Initial ?? group.Max) is not null)
            Refuse(path, merged.Initial, merged.Max, Origin(group.Max), Origin(group.Initial), findings);
    }

    private static void Refuse(
        string path, TimeSpan least, TimeSpan most, string originOfMax, string originOfInitial, FindingList findings)
    {
        var (initial, max) = (Duration.Format(least), Duration.Format(most));
        findings.Error(
            path,
            $"max ({max}{originOfMax}) is less than initial ({initial}{originOfInitial}); "
            + $"raise max to {initial} or more, or lower initial to {max} or less.");
    }

    private static string Origin(TimeSpan? own) => own is null ? $", from {Limits}" : ", set here";
}
