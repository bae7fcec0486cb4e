using System.Collections.Immutable;

namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>Cuts a stretch of samples into equal parts, so that a chart has so many values whatever time it covers.</summary>
internal static class FigureBuckets
{
    /// <summary>
    /// The parts of the time up to <paramref name="now"/>, oldest first, the one that holds now last. They begin at multiples of their
    /// length, so that a value does not change with each look; one without a sample is null.
    /// </summary>
    public static ImmutableArray<FigureBucket?> Of(IEnumerable<FigureSample> samples, DateTimeOffset now, TimeSpan window, int count)
    {
        var length = window.Ticks / count;
        var last = now.UtcTicks / length;
        var buckets = new FigureBucket?[count];
        foreach (var sample in samples)
        {
            var at = count - 1 - (last - (sample.At.UtcTicks / length));
            if (at >= 0 && at < count)
                buckets[at] = (buckets[at] ?? default).With(sample);
        }

        return [.. buckets];
    }
}

/// <summary>Several samples taken together.</summary>
/// <param name="Time">The time that they cover.</param>
/// <param name="Done">What was done in it.</param>
/// <param name="InFlight">The most calls in flight.</param>
/// <param name="Waiting">What waited last.</param>
internal readonly record struct FigureBucket(TimeSpan Time, WorkTotals Done, int InFlight, Waiting? Waiting)
{
    public double ResultsPerSecond => PerSecond(Done.Results);

    public double DeadLettersPerSecond => PerSecond(Done.DeadLetters);

    /// <summary>The part of outcomes that are results; null: there was no outcome.</summary>
    public double? Success => PerOutcome(Done.Results);

    /// <summary>The part of outcomes that are dead letters; null: there was no outcome.</summary>
    public double? DeadLettered => PerOutcome(Done.DeadLetters);

    /// <summary>Fallbacks for each outcome: more than 1 where requests fall back more than once; null: there was no outcome.</summary>
    public double? Fallbacks => PerOutcome(Done.Fallbacks);

    public FigureBucket With(FigureSample sample) =>
        new(Time + sample.Elapsed, Done + sample.Done, Math.Max(InFlight, sample.InFlight), sample.Waiting ?? Waiting);

    private double PerSecond(long count) => Time > TimeSpan.Zero ? count / Time.TotalSeconds : 0;

    private double? PerOutcome(long count) => Done.Outcomes > 0 ? (double)count / Done.Outcomes : null;
}
