namespace Dispatch.Worker.Batches;

/// <summary>The rate over the last while, and the time left at that rate.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(30);

    private readonly Queue<(TimeSpan At, long Done)> _samples = [];

    /// <summary>Takes a sample; samples come in the order of their time.</summary>
    /// <returns>Lines per second since the oldest sample of the last 30 seconds.</returns>
    public double Sample(BatchTally tally)
    {
        _samples.Enqueue((tally.Elapsed, tally.Done));
        while (_samples.Count > 2 && tally.Elapsed - _samples.Peek().At > Span)
            _samples.Dequeue();

        var (at, done) = _samples.Peek();
        return tally.Elapsed > at ? (tally.Done - done) / (tally.Elapsed - at).TotalSeconds : 0;
    }

    /// <summary>The time left; null where it cannot be told.</summary>
    public static TimeSpan? Left(BatchTally tally, double rate) =>
        rate > 0 && tally.Lines - tally.Done is { } left && left / rate < TimeSpan.FromDays(1000).TotalSeconds
            ? TimeSpan.FromSeconds(Math.Max(0, left) / rate)
            : null;
}
