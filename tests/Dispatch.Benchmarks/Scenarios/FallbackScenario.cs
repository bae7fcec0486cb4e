using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Benchmarks.Queues;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>
/// Every request fails at the first member of its group and is answered by the second, with many requests waiting. The first refuses by
/// its policy (400 <c>content_filter</c>): a failure of the request with that provider, which no breaker counts, so that the provider is
/// asked first every time. Measured is the time from the end of an attempt to the start of the next, as the results tell it.
/// </summary>
internal sealed class FallbackScenario : IScenario
{
    private const int Requests = 20_000;
    private const int WarmRequests = 1_000;

    // The worker's default.
    private static readonly Load Load = new() { Prefetch = 64, Group = DispatchConfiguration.FallingBack };

    public string Name => "fallback";

    public string Description => "the first provider always fails, 20,000 requests waiting, prefetch 64";

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.Dispatch];

    public async Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken)
    {
        var requests = bench.RequestsOr(Requests);
        await using var rig = await Rig.SetUpAsync(subject, bench, Load, cancellationToken);
        var warm = await rig.WarmAsync(WarmRequests, cancellationToken);
        await AttemptGaps.ReadAsync(rig.Host, warm, cancellationToken);

        await rig.Consumer.PauseAsync(cancellationToken);
        await rig.Queue.PublishAsync(requests, cancellationToken);
        await rig.Consumer.ResumeAsync(cancellationToken);

        using var gauge = new Gauge(rig.Consumer.Id);
        var stretch = new Stretch(gauge, beginsAt: 1);
        await rig.WaitForResultsAsync(requests, stretch.LookAsync, cancellationToken);
        var gaps = await AttemptGaps.ReadAsync(rig.Host, requests, cancellationToken);
        await rig.CheckAsync(0, cancellationToken);
        if (gaps.Count != requests)
            throw new InvalidOperationException($"{requests} requests fell back {gaps.Count} times.");

        return
        [
            new("failed attempt to next attempt, p50, ms", Statistics.Percentile(gaps, 0.5)),
            new("failed attempt to next attempt, p99, ms", Statistics.Percentile(gaps, 0.99)),
            new(SteadyRun.Throughput, stretch.Results / stretch.Elapsed.TotalSeconds),
            new(SteadyRun.Cost, stretch.Cpu.TotalMilliseconds / stretch.Results),
        ];
    }
}
