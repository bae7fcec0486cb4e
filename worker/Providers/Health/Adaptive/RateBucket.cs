namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>A bucket whose rate and size change. Empty at first. Not safe for several threads.</summary>
internal sealed class RateBucket
{
    private double _level;
    private DateTimeOffset _at;

    /// <summary>How much flows in in a second.</summary>
    public double PerSecond { get; private set; }

    /// <summary>How much it holds; 1 or more.</summary>
    public double Size { get; set; } = 1;

    /// <summary>When there is room for a call; not after <paramref name="now"/> where that is at once.</summary>
    public DateTimeOffset ReadyAt(DateTimeOffset now)
    {
        Fill(now);
        return _level >= 1 ? now : now + TimeSpan.FromSeconds((1 - _level) / PerSecond);
    }

    public void Take(DateTimeOffset now)
    {
        Fill(now);
        _level--;
    }

    public void PutBack() => _level = Math.Min(Size, _level + 1);

    /// <summary>What is in it by now came at the former rate.</summary>
    public void SetRate(double perSecond, DateTimeOffset now)
    {
        Fill(now);
        PerSecond = perSecond;
    }

    public void Empty(DateTimeOffset now)
    {
        Fill(now);
        _level = Math.Min(0, _level);
    }

    private void Fill(DateTimeOffset now)
    {
        if (now <= _at)
            return;

        _level = Math.Min(Size, _level + ((now - _at).TotalSeconds * PerSecond));
        _at = now;
    }
}
