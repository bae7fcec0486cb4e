namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// Lets calls in flight grow after a pause: few at first, one more with each answer, which doubles them every call's time as TCP's slow
/// start does; without limit once that is <see cref="Full"/>. Not safe for several threads.
/// </summary>
internal sealed class Ramp
{
    /// <summary>Calls in flight at which the ramp is over.</summary>
    public const int Full = 64;

    private int _limit = int.MaxValue;
    private int _inFlight;
    private int _number;

    public bool IsOver => _limit == int.MaxValue;

    public bool HasRoom => _inFlight < _limit;

    /// <summary>Starts anew; calls that are in flight already do not count. Halves a ramp that is under way.</summary>
    public void Start()
    {
        _limit = IsOver ? 1 : Math.Max(1, _limit / 2);
        _inFlight = 0;
        _number++;
    }

    /// <summary>A call begins; what is returned tells <see cref="End"/> which ramp it belongs to.</summary>
    public int Begin()
    {
        _inFlight++;
        return _number;
    }

    public void End(int number, bool answered)
    {
        if (number != _number)
            return;

        _inFlight--;
        if (answered && !IsOver && ++_limit > Full)
            _limit = int.MaxValue;
    }
}
