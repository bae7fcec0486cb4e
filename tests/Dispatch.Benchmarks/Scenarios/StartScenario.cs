using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Benchmarks.Providers;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>
/// From the start of the process to its first call, for a request that waits. The queues are there from an earlier start, which has also
/// brought the program's files into the system's cache. Yardsticks run from what the compiler made, the worker as it is published.
/// </summary>
internal sealed class StartScenario : IScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly Load Load = new();

    public string Name => "start";

    public string Description => "process start to first message consumed";

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.A, Subject.B, Subject.Dispatch];

    public async Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.SetUpAsync(subject, bench, Load, cancellationToken);
        await rig.Consumer.DisposeAsync();
        await rig.Queue.PublishAsync(1, cancellationToken);

        var start = TimeProvider.System.GetTimestamp();
        await using var consumer = await ConsumerProcess.LaunchAsync(subject, rig.Host, rig.Provider.Settings, Load.Prefetch, cancellationToken);
        var calls = await FirstCallAsync(rig.Provider, consumer, cancellationToken);
        return [new("process start to first call, s", TimeProvider.System.GetElapsedTime(start, calls.First).TotalSeconds)];
    }

    private static async Task<ProviderCalls> FirstCallAsync(ProviderProcess provider, ConsumerProcess consumer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        for (; ; )
        {
            if (await provider.CallsAsync(limit.Token) is { First: > 0 } calls)
                return calls;

            consumer.ThrowIfEnded();
            await Task.Delay(Interval, limit.Token);
        }
    }
}
