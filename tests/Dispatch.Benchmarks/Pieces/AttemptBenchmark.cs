using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Benchmarks.Pieces;

/// <summary>A delivery from its request to its outcome, with a provider that answers at once: the worker's own part, without broker and HTTP.</summary>
[MemoryDiagnoser]
public class AttemptBenchmark
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static readonly CompletionRequest Request = House.Request(Texts.Request(1_000));

    private readonly ReadOnlyMemory<byte> _body = House.BodyOf(Request);
    private readonly History _history = House.Failures(0);
    private readonly CompletionProcessor _processor = new(
        new House(5), new AttemptRunner(new AttemptMeter(Services.GetRequiredService<IMeterFactory>()), TimeProvider.System), new WaitingRoom(TimeProvider.System), new Random(1), TimeProvider.System, NullLogger<CompletionProcessor>.Instance);

    [Benchmark]
    public async Task<object> Process() => await _processor.ProcessAsync(Request, _body, _history, CancellationToken.None);
}
