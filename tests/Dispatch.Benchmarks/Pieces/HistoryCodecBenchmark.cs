using BenchmarkDotNet.Attributes;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>The history as a header: written when a request goes back, read when it comes again.</summary>
[MemoryDiagnoser]
public class HistoryCodecBenchmark
{
    private History _history = null!;
    private string _text = "";

    [Params(0, 1, 5, 30)]
    public int Attempts { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _history = House.Failures(Attempts);
        _text = HistoryCodec.Write(_history);
    }

    [Benchmark]
    public string Write() => HistoryCodec.Write(_history);

    [Benchmark]
    public object Read() => HistoryCodec.Read(_text);
}
