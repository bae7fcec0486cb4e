namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// Bounds the calls in flight after a pause, and lets them grow again as TCP does: doubling with every call's time up to where a rate
/// limit was met last, slowly from there on; without bound once that is <see cref="Full"/>. Not safe for several threads.
/// </summary>
internal sealed class Ramp
{
    /// <summary>Calls in flight at which the ramp is over.</summary>
    public const int Full = 64;

    private double _limit = double.PositiveInfinity;
    private double _threshold = double.PositiveInfinity;
    private int _inFlight;
    private int _number;
    private int _restart;

    public bool IsOver => double.IsPositiveInfinity(_limit);

    public bool HasRoom => _inFlight < (IsOver ? int.MaxValue : (int)_limit);

    /// <summary>Starts with a single call. Those in flight already no longer count, neither now nor when they end: they may hang.</summary>
    public void Restart()
    {
        (_limit, _inFlight) = (1, 0);
        _restart = ++_number;
    }

    /// <summary>The rate was too high: half as many as are in flight. Only for calls that began since this was said last.</summary>
    /// <param name="number">What <see cref="Begin"/> returned for the call.</param>
    public void Cut(int number)
    {
        if (number != _number)
            return;

        _limit = _threshold = Math.Max(1, (int)(Math.Min(_limit, _inFlight) / 2));
        _number++;
    }

    /// <summary>Ends it before it is full.</summary>
    public void Lift() => _limit = _threshold = double.PositiveInfinity;

    /// <summary>A call begins; what is returned tells the others which stretch of the ramp it belongs to.</summary>
    public int Begin()
    {
        _inFlight++;
        return _number;
    }

    /// <summary>A call has ended.</summary>
    public void End(int number, bool answered)
    {
        if (number >= _restart)
            _inFlight--;
        if (!answered || IsOver || number != _number)
            return;

        _limit += _limit < _threshold ? 1 : 1 / _limit;
        if (_limit > Full)
            Lift();
    }
}
