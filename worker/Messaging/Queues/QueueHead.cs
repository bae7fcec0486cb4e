using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>
/// Tells how long requests wait before a worker takes them. The broker does not say how old the oldest is that waits; but it hands out what
/// was sent first, so that none can have been sent much before the last one that this worker took, nor before the queue was last empty.
/// </summary>
internal sealed class QueueHead(QueueReadings readings, RequestMeter meter, TimeProvider time)
{
    // In ticks of UTC; 0: none was taken yet.
    private long _lastSent;

    /// <summary>A request was taken that no worker has worked on before.</summary>
    /// <param name="sent">When it was sent.</param>
    /// <param name="now">The present.</param>
    public void Took(DateTimeOffset sent, DateTimeOffset now)
    {
        Volatile.Write(ref _lastSent, sent.UtcTicks);
        meter.Received(now - sent);
    }

    /// <summary>How long the oldest waits at most; null: nothing is known of it.</summary>
    public TimeSpan? OldestWaiting()
    {
        if (readings.Of(BrokerNames.Requests) is not { } reading)
            return null;
        if (reading.Ready == 0)
            return TimeSpan.Zero;

        var since = Math.Max(Volatile.Read(ref _lastSent), reading.EmptyAt?.UtcTicks ?? 0);
        return since > 0 ? TimeSpan.FromTicks(Math.Max(time.GetUtcNow().UtcTicks - since, 0)) : null;
    }
}
