namespace Dispatch.Benchmarks.Drain;

/// <summary>The token bucket of one provider, full at first. Times are seconds since the first call. Not safe for several threads.</summary>
internal sealed class LimitBucket(ProviderLimit limit)
{
    private double _at;

    /// <summary>Calls that it would take at this moment.</summary>
    public double Level { get; private set; } = limit.Burst;

    /// <summary>Calls that could have been made and were not: what ran over while the bucket was full.</summary>
    public double Overflow { get; private set; }

    /// <summary>Until a call is taken again; 0: one is.</summary>
    public double SecondsToNext => Math.Max(0, 1 - Level) / limit.PerSecond;

    /// <summary>Until it is full again.</summary>
    public double SecondsToFull => (limit.Burst - Level) / limit.PerSecond;

    public void Advance(double now)
    {
        var level = Level + (Math.Max(0, now - _at) * limit.PerSecond);
        Overflow += Math.Max(0, level - limit.Burst);
        (Level, _at) = (Math.Min(level, limit.Burst), Math.Max(_at, now));
    }

    /// <summary>Takes a call where there is room. A refused one costs nothing.</summary>
    public bool TryTake(double now)
    {
        Advance(now);
        if (Level < 1)
            return false;

        Level--;
        return true;
    }

    /// <summary>A call that is known to have been taken then.</summary>
    public void Take(double now)
    {
        Advance(now);
        Level--;
    }
}
