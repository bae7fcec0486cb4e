namespace Dispatch.Benchmarks.Drain;

/// <summary>Exponential backoff with full jitter: anything between nothing and 1 s, 2 s, 4 s … 30 s.</summary>
internal static class PlainBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">How often the request has failed, from 1.</param>
    /// <param name="random">0 to below 1.</param>
    public static TimeSpan Delay(int failures, double random) =>
        TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, failures - 1), Longest.TotalSeconds) * random);
}
