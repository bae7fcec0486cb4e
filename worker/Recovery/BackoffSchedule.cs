namespace Dispatch.Worker.Recovery;

/// <summary>How long to wait between rounds.</summary>
internal static class BackoffSchedule
{
    /// <summary>
    /// Doubles with each round from the initial wait to the longest; the jitter takes away up to half of it, so that requests that
    /// failed together do not come back together.
    /// </summary>
    /// <param name="options">The initial and the longest wait.</param>
    /// <param name="round">The round that is over, from 1.</param>
    /// <param name="jitter">A random number, 0 to below 1.</param>
    public static TimeSpan Delay(BackoffOptions options, int round, double jitter)
    {
        var doubled = options.Initial.TotalSeconds * Math.Pow(2, Math.Min(round - 1, 40));
        var seconds = Math.Min(doubled, options.Max.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - jitter / 2));
    }
}
