using BenchmarkDotNet.Attributes;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Recovery;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>The whole choice of a member: what the history says, what is known of the providers' health, selection, room for the call.</summary>
[MemoryDiagnoser]
public class ChoiceBenchmark
{
    private readonly Random _random = new(1);
    private MemberChoice _choice = null!;

    [Params(5, 50)]
    public int Members { get; set; }

    /// <summary>Attempts that failed before, at members of their own.</summary>
    [Params(0, 3)]
    public int Failed { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var house = new House(Members);
        _choice = new MemberChoice(house.Job(Failed), house.Snapshot.Providers, new RecoveryRules(40, 10, new BackoffOptions()));
    }

    [Benchmark]
    public void Take() => _choice.Take(_random, TimeProvider.System.GetUtcNow())!.Value.Room.Dispose();
}
