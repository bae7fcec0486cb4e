using System.Diagnostics.Metrics;

namespace Dispatch.Worker.Telemetry;

/// <summary>The metrics of the broker's queues, as this worker last read them.</summary>
internal sealed class QueueMeter(IMeterFactory factory, TimeProvider time)
{
    private readonly Meter _meter = factory.Create(DispatchMeter.Name);

    /// <summary>Starts to observe the queues; called once.</summary>
    /// <param name="read">What is known of each queue at present.</param>
    /// <param name="oldest">How long the oldest request waits at most that no worker has taken yet; null: not known.</param>
    public void Observe(Func<IEnumerable<QueueLevel>> read, Func<TimeSpan?> oldest)
    {
        _meter.CreateObservableUpDownCounter(
            "dispatch.queue.ready", () => read().Select(level => new Measurement<long>(level.Ready, TagOf(level))), "{message}", "Messages that wait in a queue.");
        _meter.CreateObservableUpDownCounter(
            "dispatch.queue.unacknowledged",
            () => from level in read() where level.Unacknowledged is not null select new Measurement<long>(level.Unacknowledged ?? 0, TagOf(level)),
            "{message}",
            "Messages of a queue that are with a consumer; absent where the management API is not configured.");
        _meter.CreateObservableUpDownCounter(
            "dispatch.queue.consumers", () => read().Select(level => new Measurement<long>(level.Consumers, TagOf(level))), "{consumer}", "Consumers of a queue, of all workers together.");
        _meter.CreateObservableGauge(
            "dispatch.queue.reading_age",
            () => read().Select(level => new Measurement<double>((time.GetUtcNow() - level.At).TotalSeconds, TagOf(level))),
            "s",
            "How long ago a queue was read; more than a minute while the broker cannot be asked.");
        _meter.CreateObservableGauge(
            "dispatch.queue.oldest_waiting",
            () => oldest() is { } age ? [new Measurement<double>(age.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long the oldest request that no worker has taken yet waits at most, as far as this worker can tell: since the sending of the last one that it took.");
    }

    private static KeyValuePair<string, object?> TagOf(QueueLevel level) => new(Tags.Queue, level.Queue);
}

/// <summary>What is known of a queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unacknowledged">Messages that are with a consumer; null: not known.</param>
/// <param name="Consumers">Its consumers.</param>
/// <param name="At">When that was read.</param>
internal readonly record struct QueueLevel(string Queue, long Ready, long? Unacknowledged, long Consumers, DateTimeOffset At);
