using Dispatch.Contracts;
using Dispatch.Worker.Providers.Health;
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

    /// <summary>Where the request stands with each member.</summary>
    /// <param name="group">The routing group.</param>
    /// <param name="history">The request's history.</param>
    /// <param name="requestedModel">The model that the request's body names.</param>
    /// <param name="rules">What failures mean in the group.</param>
    public static Standing[] Standings(RoutingGroup group, History history, string? requestedModel, RecoveryRules rules)
    {
        var standings = new Standing[group.Members.Length];
        Tell(standings, group, history, requestedModel, rules);
        return standings;
    }

    /// <summary>The same, told into <paramref name="standings"/>, which has one entry for each member.</summary>
    public static void Tell(Span<Standing> standings, RoutingGroup group, History history, string? requestedModel, RecoveryRules rules)
    {
        var tooSmall = 0;
        for (var i = 0; i < standings.Length; i++)
        {
            standings[i] = StandingOf(group.Members[i], history, requestedModel, rules);
            if (standings[i].IsTooSmall)
                tooSmall = Math.Max(tooSmall, group.Members[i].ContextWindow ?? 0);
        }

        for (var i = 0; i < standings.Length; i++)
        {
            if (!standings[i].FailedForGood && group.Members[i].ContextWindow <= tooSmall)
                standings[i] = standings[i] with { FailedForGood = true, IsTooSmall = true };
        }
    }

    /// <summary>What the chain still offers.</summary>
    public static ChainOutlook Outlook(ReadOnlySpan<Standing> standings, History history, DateTimeOffset now)
    {
        DateTimeOffset? thisRound = null;
        DateTimeOffset? nextRound = null;
        var tooSmall = 0;
        foreach (var standing in standings)
        {
            tooSmall += standing.IsTooSmall ? 1 : 0;
            if (standing.FailedForGood)
                continue;

            nextRound = Earlier(nextRound, standing.ReadyAt);
            if (!standing.TriedThisRound)
                thisRound = Earlier(thisRound, standing.ReadyAt);
        }

        return new ChainOutlook(history.CountedAttempts, history.Round, thisRound <= now, thisRound, nextRound)
        {
            IsTooLong = tooSmall == standings.Length,
        };
    }

    private static Standing StandingOf(RoutingMember member, History history, string? requestedModel, RecoveryRules rules)
    {
        var standing = Standing.Fresh;
        var model = ModelOf(member, requestedModel);
        var rateLimits = 0;
        foreach (var attempt in history.Attempts.AsSpan())
        {
            if (attempt.Provider != member.Provider || attempt.Model != model || attempt.FailureKind is not { } kind)
                continue;

            var category = rules.CategoryOf(kind, attempt.RetryAfter);
            rateLimits = category == FailureCategory.Postponed ? rateLimits + 1 : 0;
            TimeSpan? pause = rateLimits > 0 ? RateLimitPause.For(attempt.RetryAfter, rateLimits) : attempt.RetryAfter;
            pause = pause < Cooldown.Longest ? pause : pause is null ? null : Cooldown.Longest;
            standing = new Standing(
                standing.TriedThisRound || (attempt.Round == history.Round && category != FailureCategory.Postponed),
                standing.FailedForGood || category == FailureCategory.OfProvider,
                standing.IsTooSmall || (category == FailureCategory.OfProvider && kind == FailureKind.ContextLengthExceeded),
                pause is { } rest ? End(attempt, rest) : standing.ReadyAt);
        }

        return standing;
    }

    // The times come out of a header; their sum must not run past the calendar.
    private static DateTimeOffset End(Attempt attempt, TimeSpan rest) =>
        rest < DateTimeOffset.MaxValue - attempt.StartedAt - attempt.Duration ? attempt.StartedAt + attempt.Duration + rest : DateTimeOffset.MaxValue;

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;
}
