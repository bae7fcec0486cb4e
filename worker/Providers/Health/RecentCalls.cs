namespace Dispatch.Worker.Providers.Health;

/// <summary>What became of the calls of the last minute, by second. Not safe for several threads.</summary>
internal sealed class RecentCalls
{
    private const int Seconds = 60;

    private readonly Second[] _seconds = new Second[Seconds];

    public void Started(DateTimeOffset now) => At(now).Started++;

    public void Ended(ProviderReply reply, DateTimeOffset now)
    {
        ref var second = ref At(now);
        switch (reply)
        {
            case ProviderReply.Answered:
                second.Answered++;
                break;
            case ProviderReply.Failed { Kind: Contracts.FailureKind.RateLimited }:
                second.RateLimited++;
                break;
            default:
                second.Failed++;
                break;
        }
    }

    /// <summary>The counts of the last seconds, up to sixty, the present one among them.</summary>
    public CallCounts Count(int seconds, DateTimeOffset now)
    {
        var present = now.ToUnixTimeSeconds();
        var counts = default(CallCounts);
        foreach (var second in _seconds)
        {
            if (second.Unix <= present - seconds || second.Unix > present)
                continue;

            counts = new CallCounts(
                counts.Started + second.Started, counts.Answered + second.Answered, counts.Failed + second.Failed, counts.RateLimited + second.RateLimited);
        }

        return counts;
    }

    /// <summary>Of the calls of the last ten seconds a few at least were answered, and more than were refused for the rate.</summary>
    public bool IsMostlyAnswered(DateTimeOffset now) => Count(10, now) is var recent && recent.Answered >= Math.Max(5, recent.RateLimited);

    /// <summary>The most answers of any one of the last seconds.</summary>
    public int MostAnsweredInASecond(int seconds, DateTimeOffset now)
    {
        var present = now.ToUnixTimeSeconds();
        var most = 0;
        foreach (var second in _seconds)
        {
            if (second.Unix > present - seconds && second.Unix <= present)
                most = Math.Max(most, second.Answered);
        }

        return most;
    }

    private ref Second At(DateTimeOffset now)
    {
        var unix = now.ToUnixTimeSeconds();
        ref var second = ref _seconds[(int)(unix % Seconds)];
        if (second.Unix != unix)
            second = new Second { Unix = unix };
        return ref second;
    }

    private struct Second
    {
        public long Unix;
        public int Started;
        public int Answered;
        public int Failed;
        public int RateLimited;
    }
}

/// <summary>Numbers of calls in a stretch of time, by what became of them.</summary>
internal readonly record struct CallCounts(int Started, int Answered, int Failed, int RateLimited);
