using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>One request whose every attempt fails, from its first selection to its dead letter.</summary>
internal sealed record ChainRun((MemberOptions Options, (int Every, int Off) Health, (FailureKind Kind, TimeSpan? RetryAfter)[] Failures)[] Members, RecoveryRules Rules, TimeSpan TimeToLive, int Seed)
{
    private readonly RoutingGroup _group = RoutingGroup.Create("chat", [.. Members.Select((member, index) => member.Options with { Key = $"p{index}" })]);

    public DateTimeOffset Deadline => Sample.Noon + TimeToLive;

    /// <summary>The deliveries, each with what was decided in it; the same every time.</summary>
    public IEnumerable<Step> Steps()
    {
        var random = new Random(Seed);
        var (history, now) = (History.Start(Sample.Noon), Sample.Noon);
        while (true)
        {
            var attempt = Attempt(history, now, random);
            if (attempt is not null)
            {
                now = attempt.StartedAt + attempt.Duration;
                history = history.With(attempt);
            }

            var outlook = Chain.Outlook(Standings(history, now), history, now);
            var next = attempt is null
                ? RecoveryPolicy.Next(outlook, Rules, now, Deadline, random.NextDouble())
                : RecoveryPolicy.AfterFailure(attempt, outlook, Rules, now, Deadline, random.NextDouble());
            yield return new Step(now, attempt, history, next);
            if (next is not NextStep.Redeliver redeliver)
                yield break;

            now += redeliver.Delay;
            history = history with { Round = redeliver.Round };
        }
    }

    public Standing[] Standings(History history, DateTimeOffset now)
    {
        var standings = Chain.Standings(_group, history, "m", Rules);
        for (var i = 0; i < standings.Length; i++)
        {
            if (ReadyAt(_group.Members[i], now) is { } ready)
                standings[i] = standings[i].NotBefore(ready);
        }

        return standings;
    }

    private Attempt? Attempt(History history, DateTimeOffset now, Random random)
    {
        if (now >= Deadline || history.CountedAttempts >= Rules.Attempts)
            return null;

        bool[] eligible = [.. Standings(history, now).Select(standing => standing.IsEligible(now))];
        var index = MemberSelector.Select(_group, eligible, random.NextDouble());
        if (index == MemberSelector.None)
            return null;

        var failures = Members[IndexOf(_group.Members[index])].Failures;
        var (kind, retryAfter) = failures[random.Next(failures.Length)];
        return Sample.Failed(_group.Members[index].Provider, history.Round, kind, "m", retryAfter, now) with
        {
            Number = history.NextNumber,
            Duration = TimeSpan.FromSeconds(random.NextDouble()),
        };
    }

    private DateTimeOffset? ReadyAt(RoutingMember member, DateTimeOffset now)
    {
        var (every, off) = Members[IndexOf(member)].Health;
        var phase = (now - Sample.Noon).TotalSeconds % every;
        return phase < off ? now + TimeSpan.FromSeconds(off - phase) : null;
    }

    private static int IndexOf(RoutingMember member) => member.Provider[1] - '0';

    /// <summary>One delivery.</summary>
    /// <param name="Now">When it was decided.</param>
    /// <param name="Attempt">The attempt made; null: no member could be called.</param>
    /// <param name="History">The history, with that attempt in it.</param>
    /// <param name="Next">What was decided.</param>
    internal sealed record Step(DateTimeOffset Now, Attempt? Attempt, History History, NextStep Next);
}
