namespace Dispatch.Worker.Providers.Health;

/// <summary>How many calls a model takes at present, and how long one lasts, as far as is known. Not safe for several threads.</summary>
internal sealed class CallPace
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Before anything is known of a model. Coming back too often costs some work; coming back too late leaves the model idle.
    private static readonly TimeSpan UsualCallTime = TimeSpan.FromSeconds(1);
    private const double UsualRate = 200;
    private const double LeastRate = 20;

    // So often more than it takes some of those that wait come back, so that it is not without work when it takes more than before: when
    // another member is back, or other workers leave it more.
    private const double Margin = 4;
    private const double LeastMargin = 1.5;
    private const double LeastReturns = 0.1;

    // Some will find that the room was taken by a request that came at that moment.
    private const double TurnMargin = 1.05;

    private bool _hasAnswered;

    public RecentCalls Recent { get; } = new();

    /// <summary>What a call that is answered takes, the last ones counting most.</summary>
    public TimeSpan CallTime { get; private set; } = UsualCallTime;

    /// <summary>After so long one of the calls in flight will have ended.</summary>
    public TimeSpan Wait => CallTime < ShortestWait ? ShortestWait : CallTime > LongestWait ? LongestWait : CallTime;

    /// <summary>What a call takes, for limits of calls in flight.</summary>
    public TimeSpan BoundedCallTime => CallTime > ShortestWait ? CallTime : ShortestWait;

    /// <summary>A call was answered after so long.</summary>
    public void Answered(TimeSpan callTime)
    {
        CallTime = _hasAnswered ? CallTime + ((callTime - CallTime) * 0.1) : callTime;
        _hasAnswered = true;
    }

    /// <summary>How many of the requests that wait are to come back in a second.</summary>
    /// <param name="found">The calls a second that were found out to be the limit; infinite where none is known.</param>
    /// <param name="configured">The calls a second that the configured limits let through.</param>
    /// <param name="now">The present.</param>
    public double ReturnsPerSecond(double found, double configured, DateTimeOffset now)
    {
        var rate = double.IsPositiveInfinity(found) ? UsualRate : Math.Clamp(Margin * found, LeastRate, Math.Max(UsualRate, LeastMargin * found));
        if (double.IsPositiveInfinity(found) && Recent.Count(60, now).RateLimited > 0)
            rate = Math.Max(LeastRate, LeastMargin * Recent.MostAnsweredInASecond(10, now));
        if (_hasAnswered)
            rate = Math.Min(rate, LeastMargin * configured);
        return Math.Max(LeastReturns, rate);
    }

    /// <summary>How many of the requests that wait in their slots are to try in a second.</summary>
    public double TurnsPerSecond(double found, double configured)
    {
        var rate = _hasAnswered ? Math.Min(found, configured) : found;
        return double.IsPositiveInfinity(rate) ? UsualRate : Math.Max(LeastReturns, TurnMargin * rate);
    }
}
