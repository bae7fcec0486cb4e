namespace Dispatch.Benchmarks.Drain;

/// <summary>Seconds since the first call to any provider, which starts it.</summary>
internal sealed class DrainClock
{
    private long _start;

    /// <summary>The present; 0 before the first call.</summary>
    public double Now => Volatile.Read(ref _start) is var start and not 0 ? Since(start) : 0;

    /// <summary>The present, for a call that arrives.</summary>
    public double Call()
    {
        var now = TimeProvider.System.GetTimestamp();
        var start = Interlocked.CompareExchange(ref _start, now, 0);
        return start == 0 ? 0 : Since(start);
    }

    private static double Since(long start) => TimeProvider.System.GetElapsedTime(start).TotalSeconds;
}
