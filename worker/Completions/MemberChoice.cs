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
        while (MemberSelector.Select(job.Group, eligible, random.NextDouble()) is var index and not MemberSelector.None)
        {
            var member = job.Group.Members[index];
            var provider = ProviderOf(member);
            if (provider.TryReserve(NameOf(member), job.Tokens) is { } room)
                return new TakenMember(member, provider, room);
            eligible[index] = false;
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
    /// may wait for it, and each gets a moment of its own.
    /// </summary>
    public DateTimeOffset Book(Prospect prospect, DateTimeOffset until)
    {
        for (var i = 0; i < prospect.Standings.Length; i++)
        {
            var (member, standing) = (job.Group.Members[i], prospect.Standings[i]);
            if (!standing.FailedForGood && standing.ReadyAt == until)
                return ProviderOf(member).Book(NameOf(member), until, job.Tokens);
        }

        return until;
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
            if (!standings[i].FailedForGood && ProviderOf(member).Look(NameOf(member)).At is { } ready)
                standings[i] = standings[i].NotBefore(ready);
        }

        return standings;
    }

    private ModelName NameOf(RoutingMember member) => new(Chain.ModelOf(member, job.RequestedModel), job.Request.Endpoint);

    private Provider ProviderOf(RoutingMember member) =>
        providers.TryGet(member.Provider, out var provider)
            ? provider
            : throw new InvalidOperationException($"The routing group '{job.Group.Name}' names the provider '{member.Provider}', which is not there.");
}
