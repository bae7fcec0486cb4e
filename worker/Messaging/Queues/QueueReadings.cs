using System.Collections.Immutable;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>What was last read of the broker's queues, every few seconds; nothing where there is no broker.</summary>
internal sealed class QueueReadings(TimeProvider time)
{
    /// <summary>How long a reading says something of the present.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromMinutes(1);

    private ImmutableArray<QueueReading> _latest = [];

    /// <summary>The last reading of each queue that was there, however long ago, in the order of the way through them.</summary>
    public ImmutableArray<QueueReading> Latest => _latest;

    /// <summary>Those that say something of the present.</summary>
    public IEnumerable<QueueReading> Current
    {
        get
        {
            var oldest = time.GetUtcNow() - Freshness;
            return _latest.Where(reading => reading.At >= oldest);
        }
    }

    /// <summary>The last reading of this queue; null: it was never read, or is not there.</summary>
    public QueueReading? Of(string queue) => _latest.FirstOrDefault(reading => reading.Queue == queue);

    /// <summary>Replaces all of them.</summary>
    public void Replace(ImmutableArray<QueueReading> readings) => ImmutableInterlocked.InterlockedExchange(ref _latest, readings);
}
