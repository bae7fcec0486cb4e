using System.Collections.Immutable;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>What a chaos run goes through.</summary>
/// <param name="Requests">Published in all, spread over the strikes.</param>
/// <param name="WorkerKills">SIGKILLs of one worker, each followed by a start.</param>
/// <param name="BrokerKills">SIGKILLs of the broker, or of one node of a cluster, each followed by a start,
/// and by a cut of all connections later on.</param>
/// <param name="Seed">Draws the victims and the providers' faults.</param>
/// <param name="Patience">The longest time without a new outcome; after it, what has none counts as lost.</param>
internal sealed record ChaosPlan(int Requests, int WorkerKills, int BrokerKills, int Seed, TimeSpan Patience)
{
    public const int Workers = 3;

    public const int SharesAhead = 4;

    /// <summary>The form that is run on demand.</summary>
    public static ChaosPlan Long(int requests, int seed) =>
        // A lane whose leader died in mid-transfer goes on after three minutes, the broker's time limit for its own confirms.
        new(requests, WorkerKills: 20, BrokerKills: 3, seed, Patience: TimeSpan.FromMinutes(5));

    /// <summary>The form that is a test among others.</summary>
    public static ChaosPlan Short { get; } =
        new(Requests: 2_000, WorkerKills: 5, BrokerKills: 1, Seed: 1, Patience: TimeSpan.FromMinutes(1.5));

    /// <summary>
    /// How many requests belong to one strike: each waits for so many more outcomes than the one before, and after it so many more are
    /// published. Publishing is <see cref="SharesAhead"/> ahead, so that every strike meets work that is under way.
    /// </summary>
    public int Share => Requests / (Strikes.Length + SharesAhead);

    /// <summary>The strikes in their order: those against the broker and the connections evenly among those against workers.</summary>
    public ImmutableArray<Strike> Strikes
    {
        get
        {
            Strike[] rare = [.. Enumerable.Range(0, BrokerKills).SelectMany(number => new[] { BrokerKill(number), Strike.Connections })];
            var strikes = Enumerable.Repeat(Strike.Worker, WorkerKills).ToList();
            for (var i = rare.Length - 1; i >= 0; i--)
                strikes.Insert((i + 1) * WorkerKills / (rare.Length + 1), rare[i]);
            return [.. strikes];
        }
    }

    // The last one is sure to be there, whatever the number; the first of several takes a worker with it.
    private Strike BrokerKill(int number) =>
        number == BrokerKills - 1 ? Strike.BrokerWithFullLanes
        : number == 0 ? Strike.BrokerAndWorker
        : Strike.Broker;
}
