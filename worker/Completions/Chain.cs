using Dispatch.Contracts;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>
/// Where a request stands with each member of its group, told from its history alone. A member is known by provider and upstream
/// model, so that the history stays true when the group is changed while the request is under way.
/// </summary>
internal static class Chain
{
    /// <summary>The upstream model that a member would be asked for.</summary>
    public static string? ModelOf(RoutingMember member, string? requested) => member.Model ?? requested;

    /// <summary>Whether each member may be asked now: not tried in this round, not failed for good, not asking to be left alone.</summary>
    /// <param name="group">The routing group.</param>
    /// <param name="history">The request's history.</param>
    /// <param name="requestedModel">The model that the request's body names.</param>
    /// <param name="now">The present.</param>
    /// <param name="eligible">Receives one entry for each member.</param>
    public static void Eligibility(RoutingGroup group, History history, string? requestedModel, DateTimeOffset now, Span<bool> eligible)
    {
        for (var i = 0; i < group.Members.Length; i++)
        {
            var standing = StandingOf(group.Members[i], history, requestedModel);
            eligible[i] = !standing.FailedForGood && !standing.TriedThisRound && standing.ReadyAt <= now;
        }
    }

    /// <summary>What the chain still offers.</summary>
    public static ChainOutlook Outlook(RoutingGroup group, History history, string? requestedModel, DateTimeOffset now)
    {
        DateTimeOffset? thisRound = null;
        DateTimeOffset? nextRound = null;
        foreach (var member in group.Members)
        {
            var standing = StandingOf(member, history, requestedModel);
            if (standing.FailedForGood)
                continue;

            nextRound = Earlier(nextRound, standing.ReadyAt);
            if (!standing.TriedThisRound)
                thisRound = Earlier(thisRound, standing.ReadyAt);
        }

        return new ChainOutlook(history.Attempts.Length, history.Round, thisRound <= now, thisRound, nextRound);
    }

    private static Standing StandingOf(RoutingMember member, History history, string? requestedModel)
    {
        var standing = new Standing(false, false, DateTimeOffset.MinValue);
        var model = ModelOf(member, requestedModel);
        foreach (var attempt in history.Attempts.AsSpan())
        {
            if (attempt.Provider != member.Provider || attempt.Model != model)
                continue;

            standing = new Standing(
                standing.TriedThisRound || attempt.Round == history.Round,
                standing.FailedForGood || attempt.FailureKind?.Category() == FailureCategory.OfProvider,
                attempt.RetryAfter is { } rest ? End(attempt, rest) : standing.ReadyAt);
        }

        return standing;
    }

    // A provider may ask for any wait at all; the sum must not run past the calendar.
    private static DateTimeOffset End(Attempt attempt, TimeSpan rest)
    {
        var end = attempt.StartedAt + attempt.Duration;
        return rest < DateTimeOffset.MaxValue - end ? end + rest : DateTimeOffset.MaxValue;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private readonly record struct Standing(bool TriedThisRound, bool FailedForGood, DateTimeOffset ReadyAt);
}
