namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>The calls since a model last said that there were too many: what it took a second meanwhile. Not safe for several threads.</summary>
internal sealed class CallStretch
{
    // So long ago at least what is measured begins, where nothing else says when.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private int _number;
    private int _begun;
    private Mark _mark = new(0, DateTimeOffset.MaxValue);
    private Mark _next = new(0, DateTimeOffset.MaxValue);

    /// <summary>When the last call began.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>A call begins. What is returned places it.</summary>
    /// <param name="now">The present.</param>
    /// <param name="slides">What is measured are the last one or two seconds rather than the whole stretch.</param>
    public StretchPlace Begin(DateTimeOffset now, bool slides)
    {
        if (_mark.At > now)
            _mark = _next = new Mark(_begun, now);
        if (slides && now - _next.At >= Window)
            (_mark, _next) = (_next, new Mark(_begun, now));
        Last = now;
        return new StretchPlace(_number, _begun++);
    }

    /// <summary>A call that had begun was not made after all.</summary>
    public void Cancel(StretchPlace place) => _begun -= IsPresent(place) ? 1 : 0;

    /// <summary>The model was not asked for as much as it takes: what is measured begins anew.</summary>
    public void Pause(DateTimeOffset now) => _mark = _next = new Mark(_begun, now);

    public bool IsPresent(StretchPlace place) => place.Number == _number;

    /// <summary>What the model took before the call at <paramref name="place"/>, which it refused.</summary>
    /// <param name="place">The call's place, in the present stretch.</param>
    /// <param name="started">When the call began.</param>
    public Measure Before(StretchPlace place, DateTimeOffset started) =>
        new(Math.Max(0, place.Before - _mark.Begun), Math.Max(0, (started - _mark.At).TotalSeconds));

    /// <summary>A new stretch.</summary>
    /// <param name="from">When its first call may begin.</param>
    public void Restart(DateTimeOffset from)
    {
        (_number, _begun, Last) = (_number + 1, 0, from);
        _mark = _next = new Mark(0, from);
    }

    /// <summary>Calls, and the seconds in which they began.</summary>
    internal readonly record struct Measure(int Calls, double Seconds);

    private readonly record struct Mark(int Begun, DateTimeOffset At);
}

/// <summary>A call's place in its stretch.</summary>
/// <param name="Number">The number of the stretch.</param>
/// <param name="Before">The calls of it that began before.</param>
internal readonly record struct StretchPlace(int Number, int Before);
