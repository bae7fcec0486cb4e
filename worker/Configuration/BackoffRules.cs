using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold between the two waits of a backoff.</summary>
internal static class BackoffRules
{
    private const string Limits = "limits.backoff";

    public static void Check(BackoffOptions backoff, FindingList findings)
    {
        if (backoff.Max < backoff.Initial)
            Refuse(Limits, backoff, "", "", findings);
    }

    /// <summary>Checks what comes of a group's backoff laid over the limits'.</summary>
    public static void Check(GroupBackoffOptions group, BackoffOptions limits, string path, FindingList findings)
    {
        var merged = group.Over(limits);
        if (merged.Max < merged.Initial && (group.Initial ?? group.Max) is not null)
            Refuse(path, merged, Origin(group.Max), Origin(group.Initial), findings);
    }

    private static void Refuse(string path, BackoffOptions backoff, string originOfMax, string originOfInitial, FindingList findings)
    {
        var (initial, max) = (Duration.Format(backoff.Initial), Duration.Format(backoff.Max));
        findings.Error(
            path,
            $"max ({max}{originOfMax}) is less than initial ({initial}{originOfInitial}); "
            + $"raise max to {initial} or more, or lower initial to {max} or less.");
    }

    private static string Origin(TimeSpan? own) => own is null ? $", from {Limits}" : ", set here";
}
