namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// A bucket that fills evenly up to its size, for a limit of so much a minute. Unlike the limiters of System.Threading.RateLimiting
/// it can be asked when it will have room without taking any, takes back what was not used, and keeps the time that it is given. Not
/// safe for several threads.
/// </summary>
/// <param name="perMinute">How much flows in in a minute; more than 0.</param>
/// <param name="size">How much it holds, and holds at the start; more than 0.</param>
internal sealed class TokenBucket(double perMinute, double size)
{
    private readonly double _size = size;
    private double _level = size;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public double PerSecond { get; } = perMinute / 60;

    /// <summary>When <paramref name="amount"/> can be taken; not after <paramref name="now"/> where that is at once. More than the bucket holds counts as all of it.</summary>
    public DateTimeOffset ReadyAt(double amount, DateTimeOffset now)
    {
        Fill(now);
        var missing = Math.Min(amount, _size) - _level;
        return missing <= 0 ? now : now + TimeSpan.FromSeconds(missing / PerSecond);
    }

    /// <summary>Takes that much, also where it is not there: the bucket then owes it.</summary>
    public void Take(double amount, DateTimeOffset now)
    {
        Fill(now);
        _level -= amount;
    }

    /// <summary>Puts back what was taken and not used.</summary>
    public void PutBack(double amount) => _level = Math.Min(_size, _level + amount);

    private void Fill(DateTimeOffset now)
    {
        if (now <= _at)
            return;

        if (_at != DateTimeOffset.MinValue)
            _level = Math.Min(_size, _level + ((now - _at).TotalSeconds * PerSecond));
        _at = now;
    }
}
