using BenchmarkDotNet.Attributes;
using Dispatch.Worker.Routing;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>Who is asked, of so many members of equal priority.</summary>
[MemoryDiagnoser]
public class SelectionBenchmark
{
    private RoutingGroup _group = null!;
    private bool[] _eligible = [];
    private double _draw;

    [Params(5, 50)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _group = RoutingGroup.Create(
            "group", [.. Enumerable.Range(0, Members).Select(i => new MemberOptions { Key = $"provider-{i}", Priority = 0, Weight = i + 1 })]);
        _eligible = [.. Enumerable.Repeat(true, Members)];
    }

    [Benchmark]
    public int Select()
    {
        _draw = (_draw + 0.618034) % 1;
        return MemberSelector.Select(_group, _eligible, _draw);
    }
}
