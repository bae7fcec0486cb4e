using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>
/// The members of one request's group beside what the worker knows of their providers' health: who may be asked, and when the others
/// may.
/// </summary>
internal sealed class MemberChoice(CompletionJob job, ProviderCatalog providers, RecoveryRules rules)
{
    // Of so many members the choice is made on the stack.
    private const int Usual = 64;

    /// <summary>
    /// Selects a member and takes room for the call with it; null where no member can be called. Only the selected one's health is looked
    /// at, as room is taken: where it has none, the draw is repeated among the others, which comes to the same as leaving out beforehand
    /// all that have none.
    /// </summary>
    public TakenMember? Take(Random random, DateTimeOffset now)
    {
        var members = job.Group.Members.Length;
        Span<bool> eligible = members <= Usual ? stackalloc bool[members] : new bool[members];
        FindEligible(eligible, now);
        if (!rules.Spillover && Chosen(Standings(job.History)) is var chosen and not MemberSelector.None)
            KeepOnly(eligible, chosen);

        while (MemberSelector.Select(job.Group, eligible, random.NextDouble()) is var index and not MemberSelector.None)
        {
            var member = job.Group.Members[index];
            var provider = ProviderOf(member);
            if (provider.TryReserve(NameOf(member), job.Tokens, out var readiness) is { } room)
                return new TakenMember(member, provider, room);
            eligible[index] = false;
            if (readiness.IsBeginning)
                KeepPriority(eligible, member.Priority);
        }

        return null;
    }

    /// <summary>What the chain still offers after <paramref name="history"/>.</summary>
    public Prospect Look(History history, DateTimeOffset now)
    {
        var standings = Standings(history);
        return new Prospect(standings, Chain.Outlook(standings, history, now));
    }

    /// <summary>
    /// The moment for a request to come back at that waits for <paramref name="until"/>: where that is when a member becomes ready, many
    /// may wait for it, and each gets a moment of its own, at the member that can take it first.
    /// </summary>
    public DateTimeOffset Book(Prospect prospect, DateTimeOffset until)
    {
        var standings = prospect.Standings;
        if (!standings.Any(standing => !standing.FailedForGood && standing.ReadyAt == until))
            return until;

        var inRound = standings.Any(standing => standing.IsCandidate && standing.ReadyAt == until);
        var (first, at) = (-1, DateTimeOffset.MaxValue);
        for (var i = 0; i < standings.Length; i++)
        {
            var waitsFor = inRound ? standings[i].IsCandidate : !standings[i].FailedForGood;
            if (waitsFor && LinesOf(i).NextReturn(standings[i].ReadyAt) is var next && next < at)
                (first, at) = (i, next);
        }

        return first < 0 ? until : LinesOf(first).BookReturn(standings[first].ReadyAt, job.Tokens);
    }

    /// <summary>
    /// A moment, not after <paramref name="latest"/>, to try again at for a request that waits in its slot; null where no member will
    /// have room by then.
    /// </summary>
    public DateTimeOffset? BookTurn(DateTimeOffset now, DateTimeOffset latest)
    {
        var standings = Standings(job.History);
        var (first, at) = (-1, latest);
        for (var i = 0; i < standings.Length; i++)
        {
            if (!standings[i].IsCandidate || standings[i].ReadyAt > latest)
                continue;

            if (LinesOf(i).NextTurn(Later(standings[i].ReadyAt, now)) is var next && next < at)
                (first, at) = (i, next);
        }

        return first < 0 ? null : LinesOf(first).BookTurn(Later(standings[first].ReadyAt, now), job.Tokens);
    }

    /// <summary>When a member will have room, for all that is known; null where that is after <paramref name="latest"/>.</summary>
    public DateTimeOffset? ReadyBy(DateTimeOffset latest)
    {
        DateTimeOffset? ready = null;
        foreach (var standing in Standings(job.History))
        {
            if (standing.IsCandidate && standing.ReadyAt <= (ready ?? latest))
                ready = standing.ReadyAt;
        }

        return ready;
    }

    /// <summary>The calls a second that the members take which will have room by <paramref name="latest"/>; infinite where no limit is known.</summary>
    public double CallsPerSecond(DateTimeOffset latest)
    {
        var rate = 0d;
        var standings = Standings(job.History);
        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i].IsCandidate && standings[i].ReadyAt <= latest)
                rate += LinesOf(i).CallsPerSecond(job.Tokens);
        }

        return rate;
    }

    private void FindEligible(Span<bool> eligible, DateTimeOffset now)
    {
        if (job.History.Attempts.IsEmpty)
        {
            eligible.Fill(true);
            return;
        }

        Span<Standing> standings = eligible.Length <= Usual ? stackalloc Standing[eligible.Length] : new Standing[eligible.Length];
        Chain.Tell(standings, job.Group, job.History, job.RequestedModel, rules);
        for (var i = 0; i < standings.Length; i++)
            eligible[i] = standings[i].IsEligible(now);
    }

    private Standing[] Standings(History history)
    {
        var standings = Chain.Standings(job.Group, history, job.RequestedModel, rules);
        for (var i = 0; i < standings.Length; i++)
        {
            var member = job.Group.Members[i];
            if (!standings[i].FailedForGood && ProviderOf(member).Look(NameOf(member)) is { At: { } ready } readiness)
                standings[i] = standings[i].NotBefore(ready) with { IsOut = readiness.IsOut, IsBeginning = readiness.IsBeginning };
        }

        WaitForBeginners(standings);
        if (!rules.Spillover && Chosen(standings) is var chosen and not MemberSelector.None)
            Hold(standings, standings[chosen].ReadyAt);
        return standings;
    }

    /// <summary>
    /// The member that the request waits for where others do not stand in for want of room: drawn as if there were room, and the same each
    /// time until it has failed. None where all are out.
    /// </summary>
    private int Chosen(ReadOnlySpan<Standing> standings)
    {
        Span<bool> candidates = new bool[standings.Length];
        for (var i = 0; i < standings.Length; i++)
            candidates[i] = standings[i] is { IsCandidate: true, IsOut: false };
        return MemberSelector.Select(job.Group, candidates, StableDraw.Of(job.Request.Id, job.History.CountedAttempts));
    }

    /// <summary>A member that the worker has just begun to call is waited for; only its equals stand in.</summary>
    private void WaitForBeginners(Span<Standing> standings)
    {
        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i] is not { IsCandidate: true, IsBeginning: true, ReadyAt: var ready })
                continue;

            for (var other = i + 1; other < standings.Length; other++)
            {
                if (job.Group.Members[other].Priority < job.Group.Members[i].Priority && standings[other].IsCandidate)
                    standings[other] = standings[other].NotBefore(ready);
            }
        }
    }

    private void KeepPriority(Span<bool> eligible, int priority)
    {
        for (var i = 0; i < eligible.Length; i++)
            eligible[i] &= job.Group.Members[i].Priority == priority;
    }

    private static void KeepOnly(Span<bool> eligible, int index)
    {
        var kept = eligible[index];
        eligible.Clear();
        eligible[index] = kept;
    }

    private static void Hold(Span<Standing> standings, DateTimeOffset until)
    {
        foreach (ref var standing in standings)
        {
            if (standing.IsCandidate)
                standing = standing.NotBefore(until);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private WaitingLines LinesOf(int member) => ProviderOf(job.Group.Members[member]).HealthOf(NameOf(job.Group.Members[member])).Lines;

    private ModelName NameOf(RoutingMember member) => new(Chain.ModelOf(member, job.RequestedModel), job.Request.Endpoint);

    private Provider ProviderOf(RoutingMember member) =>
        providers.TryGet(member.Provider, out var provider)
            ? provider
            : throw new InvalidOperationException($"The routing group '{job.Group.Name}' names the provider '{member.Provider}', which is not there.");
}
