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
    // When a busy member is ready moves on with the clock, so what was decided by is kept.
    private Standing[] _seen = [];

    /// <summary>
    /// Selects a member and takes room for the call with it; null where no member can be called. One that has run out of room in
    /// the meantime is passed over.
    /// </summary>
    public TakenMember? Take(Random random, DateTimeOffset now)
    {
        var standings = Standings(job.History);
        Span<bool> eligible = new bool[standings.Length];
        for (var i = 0; i < standings.Length; i++)
            eligible[i] = standings[i].IsEligible(now);

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
    public ChainOutlook Outlook(History history, DateTimeOffset now)
    {
        _seen = Standings(history);
        return Chain.Outlook(_seen, history, now);
    }

    /// <summary>
    /// The moment for a request to come back at that waits for <paramref name="until"/>, as the last outlook has it: where many wait for
    /// the same member they get different ones.
    /// </summary>
    public DateTimeOffset Book(DateTimeOffset until)
    {
        for (var i = 0; i < _seen.Length; i++)
        {
            var member = job.Group.Members[i];
            if (!_seen[i].FailedForGood && _seen[i].ReadyAt == until)
                return ProviderOf(member).Book(NameOf(member), until, job.Tokens);
        }

        return until;
    }

    private Standing[] Standings(History history)
    {
        var standings = Chain.Standings(job.Group, history, job.RequestedModel, rules);
        for (var i = 0; i < standings.Length; i++)
        {
            var member = job.Group.Members[i];
            if (!standings[i].FailedForGood && ProviderOf(member).Look(NameOf(member), job.Tokens).At is { } ready)
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
