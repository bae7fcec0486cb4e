using System.Collections.Immutable;
using Dispatch.Worker.Dashboard.Charts;
using Dispatch.Worker.Dashboard.Figures;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>Makes the charts of samples.</summary>
internal static class OverviewCharts
{
    // What is said of now is taken from so many of the last samples: a single one says little of a rate.
    private static readonly TimeSpan Present = TimeSpan.FromSeconds(30);

    public static ImmutableArray<Chart> Of(ImmutableArray<FigureSample> samples, DateTimeOffset now, TimeSpan window)
    {
        var buckets = FigureBuckets.Of(samples, now, window, ChartTime.Values);
        var all = Together(samples);
        var present = Together(samples.Where(sample => sample.At > now - Present));
        return [Throughput(buckets, present, window), Outcomes(buckets, all, window), InFlight(buckets, samples, window), Waiting(buckets, samples, window)];
    }

    private static Chart Throughput(ImmutableArray<FigureBucket?> buckets, FigureBucket present, TimeSpan window) => Build(
        "Throughput", NumberText.Rate(present.ResultsPerSecond + present.DeadLettersPerSecond), "outcomes a second", window, least: 1, whole: false,
        new ChartLine("results", "first", NumberText.Rate(present.ResultsPerSecond), Values(buckets, bucket => bucket.ResultsPerSecond)),
        new ChartLine("dead letters", "danger", NumberText.Rate(present.DeadLettersPerSecond), Values(buckets, bucket => bucket.DeadLettersPerSecond)));

    private static Chart Outcomes(ImmutableArray<FigureBucket?> buckets, FigureBucket all, TimeSpan window) => Build(
        "Success", all.Success is { } success ? NumberText.Share(success) : "–", "of outcomes are results", window, least: 1, whole: false,
        new ChartLine("success", "good", Share(all.Success), Values(buckets, bucket => bucket.Success)),
        new ChartLine("fallback", "warn", Share(all.Fallbacks), Values(buckets, bucket => bucket.Fallbacks)),
        new ChartLine("dead letter", "danger", Share(all.DeadLettered), Values(buckets, bucket => bucket.DeadLettered))) with
    {
        InPercent = true,
    };

    private static Chart InFlight(ImmutableArray<FigureBucket?> buckets, ImmutableArray<FigureSample> samples, TimeSpan window)
    {
        var latest = NumberText.Count(samples.IsEmpty ? 0 : samples[^1].InFlight);
        return Build(
            "In flight", latest, "calls to providers", window, least: 4, whole: true,
            new ChartLine("calls", "first", latest, Values(buckets, bucket => bucket.InFlight)));
    }

    private static Chart Waiting(ImmutableArray<FigureBucket?> buckets, ImmutableArray<FigureSample> samples, TimeSpan window)
    {
        var latest = samples.LastOrDefault(sample => sample.Waiting is not null).Waiting;
        ChartLine Line(string name, string style, Func<Waiting, long> part) => new(
            name, style, latest is { } known ? NumberText.Count(part(known)) : "–", Values(buckets, bucket => bucket.Waiting is { } waiting ? part(waiting) : null));
        return Build(
            "Waiting", latest is { } all ? NumberText.Count(all.Total) : "–", "requests in queues", window, least: 4, whole: true,
            Line("new", "first", waiting => waiting.New),
            Line("retry", "warn", waiting => waiting.Retry),
            Line("delayed", "second", waiting => waiting.Delayed),
            Line("isolated", "danger", waiting => waiting.Isolated));
    }

    private static Chart Build(string title, string headline, string unit, TimeSpan window, double least, bool whole, params ImmutableArray<ChartLine> lines) => new()
    {
        Title = title,
        Headline = headline,
        Unit = unit,
        Window = window,
        Scale = ChartScale.For(lines.SelectMany(line => line.Values).Max() ?? 0, least, whole),
        Lines = lines,
    };

    private static ImmutableArray<double?> Values(ImmutableArray<FigureBucket?> buckets, Func<FigureBucket, double?> value) =>
        [.. buckets.Select(bucket => bucket is { } known ? value(known) : null)];

    private static FigureBucket Together(IEnumerable<FigureSample> samples) => samples.Aggregate(default(FigureBucket), (bucket, sample) => bucket.With(sample));

    private static string Share(double? part) => part is { } known ? NumberText.Share(known) : "–";
}
