namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>
/// The calls in flight at a model of which nothing is known: a few at first, twice as many after each moment in which all of them were
/// used, as in TCP's slow start, so that a batch does not meet an unknown limit with all that the worker has. A refusal comes within
/// milliseconds and an answer takes seconds, so it is the time that counts here, not the answers. Not safe for several threads.
/// </summary>
internal sealed class SlowStart
{
    private const int First = 4;

    // Beyond so many nothing would be learned; reached after 0.8 s.
    private const int Last = 512;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private int _limit = First;
    private DateTimeOffset? _reached;

    public bool IsOver => _limit > Last;

    /// <summary>When a call may be made; not after <paramref name="now"/> where that is at once.</summary>
    public DateTimeOffset ReadyAt(int inFlight, DateTimeOffset now) => IsOver || inFlight < _limit || _reached is not { } reached ? now : reached + Step;

    /// <summary>A call begins.</summary>
    /// <param name="inFlight">The calls in flight, with this one.</param>
    /// <param name="now">The present.</param>
    public void Begin(int inFlight, DateTimeOffset now)
    {
        if (inFlight > _limit && !IsOver)
            (_limit, _reached) = (2 * _limit, null);
        if (inFlight >= _limit)
            _reached ??= now;
    }

    /// <summary>Something was learned.</summary>
    public void End() => _limit = int.MaxValue;
}
