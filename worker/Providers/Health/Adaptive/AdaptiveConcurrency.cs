namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>
/// The calls in flight that a model takes at once, found out by its refusals and overloads. Not safe for several threads.
/// <para>
/// It does not bind before the first. An overload (503, 529) lowers it to a part of what was in flight, and so does a refusal (429) where
/// the number of calls in flight is what it depends on: the provider says so, or several in a row came at more in flight than were taken
/// in the last half minute, after calls had ended. Any other refusal is one of the rate. Then it grows along <see cref="LimitCurve"/>
/// while it is used.
/// </para>
/// <para>
/// Netflix's concurrency-limits bound calls in flight too, by latency (Gradient2, Vegas): a server's queue shows in it before anything is
/// refused. The latency of an LLM is that of the answer's length, and nobody waits for it here, so only what is refused counts.
/// </para>
/// </summary>
internal sealed class AdaptiveConcurrency
{
    private const double KeptOverloaded = 0.7;
    private const double KeptRefused = 0.9;

    // So many refusals in a row that fit a limit of calls in flight.
    private const int Evidence = 3;
    private const double FlatSeconds = 5;
    private const double FlatCalls = 40;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PeakTime = TimeSpan.FromSeconds(15);

    private LimitCurve _curve;
    private double _limit = double.PositiveInfinity;
    private bool _isRefused;
    private double _used;
    private int _stretch;
    private int _ended;
    private int _evidence;
    private DateTimeOffset _cut;
    private DateTimeOffset _last;
    private (int Present, int Before, DateTimeOffset Since) _peak;

    /// <summary>The limit in force; null while there is none.</summary>
    public int? Limit => double.IsPositiveInfinity(_limit) ? null : (int)_limit;

    /// <summary>A call begins.</summary>
    /// <param name="inFlight">The calls in flight, with this one.</param>
    /// <param name="now">The present.</param>
    /// <returns>The stretch since the last cut that it belongs to.</returns>
    public int Begin(int inFlight, DateTimeOffset now)
    {
        if (Limit is { } limit)
        {
            if (now - _cut > Memory)
                Forget();
            else if (inFlight >= limit)
            {
                _used += Math.Clamp((now - _last).TotalSeconds, 0, 1);
                _limit = Math.Max(1, _curve.After(_used));
            }
        }

        _last = now;
        return _stretch;
    }

    /// <summary>A call has ended; it was taken where it was not refused.</summary>
    public void Ended(int inFlightAtStart, bool taken, DateTimeOffset now)
    {
        _ended++;
        if (!taken)
            return;

        if (now - _peak.Since > PeakTime)
            _peak = (0, now - _peak.Since > 2 * PeakTime ? 0 : _peak.Present, now);
        _peak.Present = Math.Max(_peak.Present, inFlightAtStart);
    }

    /// <summary>A call was refused; true where that was for the calls in flight, not the rate.</summary>
    /// <param name="stretch">What <see cref="Begin"/> returned for the call.</param>
    /// <param name="inFlight">The calls that were in flight when it began, with it.</param>
    /// <param name="saysSo">The provider says that there are too many at once.</param>
    /// <param name="callTime">What a call takes.</param>
    /// <param name="now">The present.</param>
    public bool Refused(int stretch, int inFlight, bool saysSo, TimeSpan callTime, DateTimeOffset now)
    {
        var isKnown = _isRefused && Limit is not null;
        if (stretch != _stretch)
            return isKnown;

        if (saysSo || (inFlight > Math.Max(_peak.Present, _peak.Before) && _ended > 0))
            _evidence++;
        else
            _evidence = 0;

        _ended = 0;
        if (!saysSo && _evidence < Evidence && !(isKnown && _evidence > 0))
        {
            // Refused with fewer in flight than were taken before: it was never about them.
            if (isKnown)
                Forget();
            _stretch++;
            return false;
        }

        Cut(inFlight - 1, KeptRefused, callTime, now);
        return _isRefused = true;
    }

    /// <summary>The model said that it is overloaded.</summary>
    public void Overloaded(int stretch, int inFlight, TimeSpan callTime, DateTimeOffset now)
    {
        if (stretch == _stretch)
            Cut(Math.Min(inFlight, _limit), KeptOverloaded, callTime, now);
    }

    /// <summary>Lifts the limit: what led to it turned out to be something else.</summary>
    public void Forget() => (_limit, _isRefused, _evidence) = (double.PositiveInfinity, false, 0);

    private void Cut(double met, double kept, TimeSpan callTime, DateTimeOffset now)
    {
        met = Math.Max(1, met);
        _limit = Math.Max(1, kept * met);
        _curve = LimitCurve.Back(_limit, Math.Max(_limit, met), Math.Max(FlatSeconds, FlatCalls * callTime.TotalSeconds / met));
        (_used, _ended, _cut) = (0, 0, now);
        _stretch++;
    }
}
