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

    // More than it takes, so that it is never without work while some wait.
    private const double Margin = 1.5;
    private const double LeastReturns = 0.1;

    private bool _hasAnswered;

    public RecentCalls Recent { get; } = new();

    /// <summary>What a call that is answered takes, the last ones counting most.</summary>
    public TimeSpan CallTime { get; private set; } = UsualCallTime;

    /// <summary>After so long one of the calls in flight will have ended.</summary>
    public TimeSpan Wait => CallTime < ShortestWait ? ShortestWait : CallTime > LongestWait ? LongestWait : CallTime;

    /// <summary>A call was answered after so long.</summary>
    public void Answered(TimeSpan callTime)
    {
        CallTime = _hasAnswered ? CallTime + ((callTime - CallTime) * 0.1) : callTime;
        _hasAnswered = true;
    }

    /// <summary>How many of the requests that wait are to come back in a second.</summary>
    /// <param name="capacities">The limits that a call must fit.</param>
    /// <param name="tokens">What a call takes.</param>
    /// <param name="now">The present.</param>
    public double ReturnsPerSecond(IReadOnlyList<Capacity> capacities, long tokens, DateTimeOffset now)
    {
        var rate = UsualRate;
        if (Recent.Count(60, now).RateLimited > 0)
            rate = Math.Max(LeastRate, Margin * Recent.MostAnsweredInASecond(10, now));

        if (_hasAnswered)
        {
            foreach (var capacity in capacities)
                rate = Math.Min(rate, Margin * capacity.CallsPerSecond(tokens, CallTime > ShortestWait ? CallTime : ShortestWait));
        }

        return Math.Max(LeastReturns, rate);
    }
}
