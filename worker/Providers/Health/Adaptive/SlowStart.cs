namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>
/// The calls in flight at a model of which nothing is known: a few at first, twice as many after each moment in which all of them were
/// used, as in TCP's slow start, so that a batch does not meet an unknown limit with all that the worker has. A refusal comes within
/// milliseconds and an answer takes seconds, so it is the time that counts here, not the answers. Not safe for several threads.
/// </summary>
internal sealed class SlowStart
{
    private const int First = 4;

    // Beyond so many nothing would be learned; reached after 0.7 s.
    private const int Last = 512;

    private static readonly TimeSpan Doubling = TimeSpan.FromMilliseconds(100);

    private double _limit = First;
    private DateTimeOffset? _full;

    public bool IsOver => _limit >= Last;

    /// <summary>When a call may be made; not after <paramref name="now"/> where that is at once.</summary>
    /// <param name="inFlight">The calls in flight, without this one.</param>
    /// <param name="now">The present.</param>
    public DateTimeOffset ReadyAt(int inFlight, DateTimeOffset now) =>
        IsOver || inFlight + 1 <= _limit || _full is not { } full ? now : full + (Doubling * Math.Log2((inFlight + 1) / _limit));

    /// <summary>A call begins.</summary>
    /// <param name="inFlight">The calls in flight, with this one.</param>
    /// <param name="now">The present.</param>
    public void Begin(int inFlight, DateTimeOffset now)
    {
        if (IsOver || inFlight + 1 <= _limit)
            return;

        if (_full is { } full)
            _limit *= Math.Pow(2, Math.Clamp((now - full) / Doubling, 0, 1));
        _full = now;
    }

    /// <summary>Something was learned.</summary>
    public void End() => _limit = double.PositiveInfinity;
}
