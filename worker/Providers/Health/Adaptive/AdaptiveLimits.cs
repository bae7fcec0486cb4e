namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>What a model takes, as one worker has found out: a rate, and a number of calls at once. Not safe for several threads.</summary>
internal sealed class AdaptiveLimits
{
    // With so many refusals in a row a lower rate did not help; what helps is to wait.
    private const int MostFruitless = 4;

    // So few calls left are none: others are under way.
    private const int Few = 1;

    private readonly AdaptiveRate _rate = new();
    private readonly AdaptiveConcurrency _concurrency = new();
    private readonly SlowStart _start = new();
    private bool _hadMore;
    private int _inFlight;

    /// <summary>Calls a second; null while no limit is known.</summary>
    public double? Rate => _rate.IsLimited ? _rate.PerSecond : null;

    /// <summary>Calls in flight; null while no limit is known.</summary>
    public int? Concurrency => _concurrency.Limit;

    /// <summary>The rate in force is a first guess.</summary>
    public bool IsGuess => _rate.IsGuess;

    /// <summary>The refusals so far are answered by a lower rate; a pause is not needed.</summary>
    public bool Copes => _rate.Fruitless < MostFruitless;

    /// <summary>When a call may be made; not after <paramref name="now"/> where that is at once.</summary>
    /// <param name="now">The present.</param>
    /// <param name="callTime">After so long one of the calls in flight will have ended.</param>
    public DateTimeOffset ReadyAt(DateTimeOffset now, TimeSpan callTime) =>
        _inFlight >= _concurrency.Limit ? now + callTime : _start.IsOver ? _rate.ReadyAt(now) : _start.ReadyAt(_inFlight, now);

    /// <summary>It is the slow start that <see cref="ReadyAt"/> goes by, and no limit.</summary>
    public bool IsBeginning => !(_inFlight >= _concurrency.Limit) && !_start.IsOver;

    /// <summary>How many calls a second the limits let through; infinite where none is known.</summary>
    public double CallsPerSecond(TimeSpan callTime) => Math.Min(_rate.PerSecond, _concurrency.Limit / callTime.TotalSeconds ?? double.PositiveInfinity);

    public AdaptivePlace Begin(DateTimeOffset now)
    {
        _inFlight++;
        _start.Begin(_inFlight, now);
        return new AdaptivePlace(_rate.Begin(now), _concurrency.Begin(_inFlight, now), _inFlight);
    }

    /// <summary>A call that had begun was not made after all.</summary>
    public void Cancel(in AdaptivePlace place)
    {
        _inFlight--;
        _rate.Cancel(place.Rate);
    }

    /// <summary>A call has ended.</summary>
    public void End(in AdaptivePlace place, bool answered, DateTimeOffset now)
    {
        _inFlight--;
        _concurrency.Ended(place.InFlight, answered, now);
    }

    /// <summary>A call was refused because there were too many.</summary>
    /// <param name="call">The call.</param>
    /// <param name="saysAtOnce">There were too many at once, by the provider's word.</param>
    /// <param name="callTime">What a call takes.</param>
    /// <param name="now">The present.</param>
    /// <param name="resume">Until when no call begins in any case.</param>
    /// <param name="chance">A random number, 0 to below 1.</param>
    public void Refused(Reservation call, bool saysAtOnce, TimeSpan callTime, DateTimeOffset now, DateTimeOffset resume, double chance)
    {
        _start.End();
        if (!_concurrency.Refused(call.Place.Concurrency, call.Place.InFlight, saysAtOnce, callTime, now))
            _rate.Refused(call.Place.Rate, call.Started, now, resume, chance);
    }

    /// <summary>
    /// A call was answered, and the model said how many it still takes. When that comes to an end it is as a refusal, which is spared by it,
    /// as a router's mark spares a lost packet (RFC 3168). A model that always names the same few says nothing.
    /// </summary>
    /// <param name="left">How many; null: it did not say.</param>
    /// <param name="call">The call.</param>
    /// <param name="now">The present.</param>
    /// <param name="chance">A random number, 0 to below 1.</param>
    public void Left(int? left, Reservation call, DateTimeOffset now, double chance)
    {
        if (left is null)
            return;

        if (left <= Few && _hadMore)
        {
            _start.End();
            _rate.Refused(call.Place.Rate, call.Started, now, now, chance);
        }

        _hadMore = left > Few;
    }

    /// <summary>The model said that it is overloaded.</summary>
    public void Overloaded(in AdaptivePlace place, TimeSpan callTime, DateTimeOffset now)
    {
        _start.End();
        _concurrency.Overloaded(place.Concurrency, place.InFlight, callTime, now);
    }

    /// <summary>The model turned out to be down rather than overloaded.</summary>
    public void Down() => _concurrency.Forget();
}

/// <summary>Where a call stands among the others.</summary>
/// <param name="Rate">Among those since the last refusal.</param>
/// <param name="Concurrency">The stretch since the calls at once were last limited.</param>
/// <param name="InFlight">The calls in flight when it began, with it.</param>
internal readonly record struct AdaptivePlace(StretchPlace Rate, int Concurrency, int InFlight);
