namespace Dispatch.Worker.Providers.Health.Adaptive;

/// <summary>
/// The calls a second that a model takes, found out by its refusals. Not safe for several threads.
/// <para>
/// It does not bind before the first refusal. A refusal lowers it to a part of what the model really took a second since the refusal
/// before: between two refusals a provider's bucket went from empty to empty, so that this is its rate, or this worker's share of it.
/// Then it grows along <see cref="LimitCurve"/>, over the time in which it is used.
/// </para>
/// <para>
/// The measured decrease and the bucket in front of the calls are those of the AWS SDKs' adaptive retry mode (botocore's
/// <c>ClientRateLimiter</c>), the curve and the giving way are CUBIC's (RFC 9438), from which that mode has its curve too. Three things
/// differ. The SDKs measure half a second, which sees bursts; here it is the whole stretch between two refusals. Their curve comes back
/// within few calls; here its flat part lasts for at least as many calls that a refusal is about one in a hundred. And a limit that is not
/// used does not grow (RFC 9438, section 5.8). Workers that share a provider converge as flows that share a link do: growth is the same
/// for all, a decrease is a part of what one has, the one with more meets more refusals, and each one's curve is a little longer or
/// shorter by chance, so that they do not move as one.
/// </para>
/// </summary>
internal sealed class AdaptiveRate
{
    // What is kept of the measured rate, and what of the rate in force where a refusal comes too soon to have measured anything.
    private const double Kept = 0.85;
    private const double KeptUnmeasured = 0.7;
    private const double LeastSeconds = 0.5;
    private const int LeastCalls = 3;
    private const int EarlyIgnored = 2;

    // Seldom enough to cost nothing, and often enough to see that the provider is back.
    private const double LeastRate = 0.2;

    // How many calls the flat part of the curve lasts at least, and how long at most for that reason.
    private const double FlatCalls = 40;
    private const double LongestFlat = 10;

    // What may be saved up although requests wait, because the one that waits is a little late.
    private const double SlackSeconds = 0.05;

    // What was found out is no longer believed after so long without a refusal.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly CallStretch _stretch = new();
    private readonly RateBucket _bucket = new();
    private LimitCurve _curve;
    private CallStretch.Measure _first;
    private double _top = double.PositiveInfinity;
    private double _used;
    private int _early;
    private bool _holdsBack;
    private double _burst = 1;
    private DateTimeOffset _cut;

    /// <summary>The rate in force; infinite while nothing was refused.</summary>
    public double PerSecond { get; private set; } = double.PositiveInfinity;

    public bool IsLimited => !double.IsPositiveInfinity(PerSecond);

    /// <summary>It was not measured yet.</summary>
    public bool IsGuess => IsLimited && _curve.IsSearch;

    /// <summary>Refusals in a row with no call taken between them.</summary>
    public int Fruitless { get; private set; }

    /// <summary>When the next call may begin; not after <paramref name="now"/> where that is at once.</summary>
    public DateTimeOffset ReadyAt(DateTimeOffset now)
    {
        if (!IsLimited || _bucket.ReadyAt(now) is var ready && ready <= now)
            return now;

        _holdsBack = true;
        return ready;
    }

    /// <summary>A call begins.</summary>
    public StretchPlace Begin(DateTimeOffset now)
    {
        if (IsLimited)
            Use(now);
        return _stretch.Begin(now, slides: !IsLimited);
    }

    /// <summary>A call that had begun was not made after all.</summary>
    public void Cancel(StretchPlace place)
    {
        _stretch.Cancel(place);
        _bucket.PutBack();
    }

    /// <summary>A call was refused because there were too many. One that began before the last refusal was known says nothing new.</summary>
    /// <param name="place">The call's place.</param>
    /// <param name="started">When it began.</param>
    /// <param name="now">The present.</param>
    /// <param name="resume">Until when no call begins in any case.</param>
    /// <param name="chance">A random number, 0 to below 1.</param>
    public void Refused(StretchPlace place, DateTimeOffset started, DateTimeOffset now, DateTimeOffset resume, double chance)
    {
        if (!_stretch.IsPresent(place))
            return;

        var measure = _stretch.Before(place, started);
        Fruitless = measure.Calls == 0 ? Fruitless + 1 : 0;
        // Right after a cut the others that share the provider may not have heard of it yet.
        if (IsLimited && !_curve.IsSearch && measure.Seconds < LeastSeconds && ++_early < EarlyIgnored)
            return;

        _early = 0;
        Lower(measure, chance);
        (_used, _cut) = (0, now);
        SetRate(now);
        _bucket.Empty(now);
        _stretch.Restart(resume > now ? resume : now);
    }

    private void Lower(CallStretch.Measure measure, double chance)
    {
        if (IsLimited && measure is { Seconds: >= LeastSeconds, Calls: >= LeastCalls })
            Cut(measure.Calls / measure.Seconds, chance);
        else if (IsLimited)
            CutUnmeasured(chance);
        else if (measure.Calls > 0)
            Start(measure);
    }

    // The provider's bucket may have been full: services count by the second, so a second is what so many calls are the share of at least.
    private void Start(CallStretch.Measure measure)
    {
        _first = measure;
        PerSecond = Math.Max(LeastRate, Kept * measure.Calls / Math.Max(1, measure.Seconds));
        _curve = LimitCurve.Search(PerSecond);
    }

    private void Cut(double measured, double chance)
    {
        // What went through at first beyond the rate is what the provider lets through at once; half of it is surely there after a pause.
        if (_curve.IsSearch)
            _burst = Math.Max(1, 0.5 * Math.Min(_first.Calls - (measured * _first.Seconds), 2 * measured));

        var met = Math.Max(LeastRate, Math.Min(measured, PerSecond));
        // Whoever meets it below where it was met before gives way to the others (RFC 9438, section 4.7).
        Return(Kept * met, met < _top ? met * (1 + Kept) / 2 : met, chance);
        _top = met;
    }

    private void CutUnmeasured(double chance)
    {
        var before = PerSecond;
        _burst = Math.Max(1, _burst / 2);
        PerSecond = Math.Max(LeastRate, KeptUnmeasured * before);
        if (_curve.IsSearch)
            _curve = _curve.Slower(PerSecond);
        else
            Return(PerSecond, before, chance);
    }

    private void Return(double start, double top, double chance)
    {
        PerSecond = Math.Max(LeastRate, start);
        _curve = LimitCurve.Back(PerSecond, Math.Max(PerSecond, top), Math.Min(FlatCalls / top, LongestFlat), 0.8 + (0.4 * chance));
    }

    private void Use(DateTimeOffset now)
    {
        if (now - _cut > Memory)
        {
            (PerSecond, _top, _burst) = (double.PositiveInfinity, double.PositiveInfinity, 1);
            return;
        }

        _bucket.Take(now);
        var idle = (now - _stretch.Last).TotalSeconds;
        if (idle > (3 / PerSecond) + 0.1)
            _stretch.Pause(now);
        if (_holdsBack)
            _used += Math.Clamp(idle, 0, 2 / PerSecond);
        _holdsBack = false;
        PerSecond = Math.Max(LeastRate, _curve.After(_used));
        SetRate(now);
    }

    private void SetRate(DateTimeOffset now)
    {
        if (!IsLimited)
            return;

        _bucket.SetRate(PerSecond, now);
        _bucket.Size = Math.Max(_burst, 1 + (SlackSeconds * PerSecond));
    }
}
