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

    /// <summary>When there is as much as <paramref name="amount"/> in it; not after <paramref name="now"/> where that is at once.</summary>
    /// <param name="amount">At most its size.</param>
    /// <param name="now">The present.</param>
    public DateTimeOffset ReadyAt(double amount, DateTimeOffset now)
    {
        Fill(now);
        var missing = amount - _level;
        return missing <= 0 ? now : now + TimeSpan.FromSeconds(missing / PerSecond);
    }

    /// <summary>Takes that much, also where it is not there: the bucket then owes it, but never more than it holds.</summary>
    public void Take(double amount, DateTimeOffset now)
    {
        Fill(now);
        Add(-amount);
    }

    /// <summary>Puts back what was taken and not used.</summary>
    public void PutBack(double amount) => Add(amount);

    private void Add(double amount) => _level = Math.Clamp(_level + amount, -_size, _size);

    private void Fill(DateTimeOffset now)
    {
        if (now <= _at)
            return;

        if (_at != DateTimeOffset.MinValue)
            _level = Math.Min(_size, _level + ((now - _at).TotalSeconds * PerSecond));
        _at = now;
    }
}
