using Dispatch.Worker.Dashboard.Figures;

namespace Dispatch.Worker.Tests.Dashboard.Figures;

public sealed class FigureBucketsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 7, TimeSpan.Zero);

    [Fact]
    public void The_part_that_holds_now_is_the_last()
    {
        var buckets = FigureBuckets.Of([Sample(-28), Sample(-1)], Now, TimeSpan.FromSeconds(30), 3);

        Assert.Equal([false, false, true], buckets.Select(bucket => bucket is not null));
    }

    [Fact]
    public void Parts_begin_at_multiples_of_their_length_whenever_they_are_looked_at()
    {
        var samples = new[] { Sample(-8, 3), Sample(-6, 5) };

        Assert.Equal(
            FigureBuckets.Of(samples, Now, TimeSpan.FromSeconds(30), 3),
            FigureBuckets.Of(samples, Now.AddSeconds(2), TimeSpan.FromSeconds(30), 3));
    }

    [Fact]
    public void What_is_older_than_the_window_is_left_out() =>
        Assert.All(FigureBuckets.Of([Sample(-60), Sample(-40)], Now, TimeSpan.FromSeconds(30), 3), bucket => Assert.Null(bucket));

    [Fact]
    public void Rates_are_of_the_time_that_the_samples_cover()
    {
        var bucket = FigureBuckets.Of([Sample(-2, 10, deadLetters: 5), Sample(-1, 20)], Now, TimeSpan.FromSeconds(30), 3)[^1]!.Value;

        Assert.Equal(3, bucket.ResultsPerSecond);
        Assert.Equal(0.5, bucket.DeadLettersPerSecond);
    }

    [Fact]
    public void Shares_are_of_outcomes_and_unknown_without_one()
    {
        var bucket = default(FigureBucket).With(Sample(0, 9, deadLetters: 1, fallbacks: 12));

        Assert.Equal((0.9, 0.1, 1.2), (bucket.Success, bucket.DeadLettered, bucket.Fallbacks));
        Assert.Null(default(FigureBucket).With(Sample(0)).Success);
    }

    [Fact]
    public void Of_calls_in_flight_the_most_count_and_of_what_waits_the_last_that_is_known()
    {
        var bucket = default(FigureBucket)
            .With(Sample(0) with { InFlight = 7, Waiting = new Waiting(1, 2, 3, 4) })
            .With(Sample(1) with { InFlight = 2, Waiting = null });

        Assert.Equal((7, 10L), (bucket.InFlight, bucket.Waiting!.Value.Total));
    }

    private static FigureSample Sample(int seconds, long results = 0, long deadLetters = 0, long fallbacks = 0) =>
        new(Now.AddSeconds(seconds), TimeSpan.FromSeconds(5), new WorkTotals(results, deadLetters, fallbacks), InFlight: 0, Waiting: null);
}
