namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The failures of a model in a row, and how many of them mean that it is down: a few where little is known, more where it is called
/// much, since single failures then come in a row by chance, and only two where it has answered and not failed of late. There the first
/// makes it suspect for a moment: calls go one by one, and what was begun before the failure and is still answered does not speak for it. Not
/// safe for several threads.
/// </summary>
/// <param name="atLowTraffic">How many it takes at low traffic.</param>
internal sealed class FailureRow(int atLowTraffic)
{
    private const int Most = 10;
    private const int AfterNone = 2;
    private const int AnswersToBeSound = 20;

    private static readonly TimeSpan TimeToBeSound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestSuspicion = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestSuspicion = TimeSpan.FromSeconds(1);

    private int _count;
    private bool _wasSound;
    private TimeSpan _suspicion;
    private DateTimeOffset _first;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Until when calls go one by one.</summary>
    public DateTimeOffset SuspectUntil { get; private set; }

    /// <summary>A call failed; true where the model is down.</summary>
    public bool Failed(DateTimeOffset started, DateTimeOffset now, RecentCalls recent)
    {
        if (_count == 0)
        {
            _first = now;
            _wasSound = now - _last > TimeToBeSound && recent.Count(60, now).Answered >= AnswersToBeSound;
            if (_wasSound)
                (SuspectUntil, _suspicion) = (now + LongestSuspicion, Suspicion(now - started));
        }

        _count++;
        _last = now;
        return _count >= (_wasSound ? AfterNone : Math.Max(atLowTraffic, Math.Min(Most, (int)Math.Ceiling(Math.Sqrt(recent.Count(10, now).Started)))));
    }

    /// <summary>A call begins while the model is suspect: what it shows will be known soon.</summary>
    public void Tries(DateTimeOffset now)
    {
        if (now + _suspicion < SuspectUntil)
            SuspectUntil = now + _suspicion;
    }

    /// <summary>A call that began then was answered.</summary>
    public void Broken(DateTimeOffset started, DateTimeOffset now)
    {
        if (now < SuspectUntil && started < _first)
            return;

        (_count, SuspectUntil) = (0, DateTimeOffset.MinValue);
    }

    // The next failure would be known after as long as this one took.
    private static TimeSpan Suspicion(TimeSpan callTime) =>
        2 * callTime is var twice && twice < ShortestSuspicion ? ShortestSuspicion : twice > LongestSuspicion ? LongestSuspicion : twice;
}
