using System.Globalization;
using System.Text;

namespace Dispatch.Benchmarks.Drain;

/// <summary>The figures as Markdown: what was measured, what it must reach, and the other ways beside it. Medians over the rounds.</summary>
internal static class DrainTable
{
    public static string Of(IReadOnlyList<DrainFigures> runs)
    {
        var text = new StringBuilder("| drain | measured | must | reach for | met |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in Goals(runs))
            text.Append(row).Append('\n');

        text.Append("\n| drained by | seconds | of the optimum | calls | answered 429 | while down | back after | unused calls | failed attempts | returned at once, later | dead letters |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var variant in runs.GroupBy(run => run.Variant))
            text.Append(Row(variant.Key, [.. variant])).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Goals(IReadOnlyList<DrainFigures> runs)
    {
        List<DrainFigures> one = [.. runs.Where(run => run.Variant == DrainVariant.OneWorker.Name)];
        List<DrainFigures> two = [.. runs.Where(run => run.Variant == DrainVariant.TwoWorkers.Name)];
        if (one.Count == 0)
            yield break;

        yield return Goal("time to drain against the optimum", Median(one, run => run.OfOptimum), 1.15, 1.05, "0.00");
        yield return Goal("calls answered 429", Median(one, run => run.RateLimitedShare), 0.04, 0.01, "0.0 %");
        yield return Goal("calls to the provider that is down", Median(one, run => run.WhileDown), 8, 4, "0");
        if (two.Count > 0)
            yield return Goal("two workers: time against one", Median(two, run => run.Seconds) / Median(one, run => run.Seconds), 1.05, 1.0, "0.00");
    }

    private static string Goal(string name, double measured, double must, double reach, string format)
    {
        var met = measured <= reach ? "reached" : measured <= must ? "yes" : "no";
        return $"| {name} | {Text(measured)} | ≤ {Text(must)} | ≤ {Text(reach)} | {met} |";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Row(string variant, IReadOnlyList<DrainFigures> runs)
    {
        var unused = string.Join(" + ", runs[0].Unused.Keys.Select(key => Text(Median(runs, run => run.Unused[key]), "0")));
        string[] cells =
        [
            variant,
            Text(Median(runs, run => run.Seconds), "0.0"),
            Text(Median(runs, run => run.OfOptimum), "0.00"),
            Text(Median(runs, run => run.Calls), "0"),
            Text(Median(runs, run => run.RateLimitedShare), "0.0 %"),
            Text(Median(runs, run => run.WhileDown), "0"),
            Text(Median(runs, run => run.SecondsToReturn ?? double.NaN), "0.0") + " s",
            unused,
            Text(Median(runs, run => run.FailedAttempts), "0"),
            $"{Text(Median(runs, run => run.ReturnedAtOnce), "0")}, {Text(Median(runs, run => run.ReturnedLater), "0")}",
            Text(runs.Max(run => run.DeadLetters), "0"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IReadOnlyList<DrainFigures> runs, Func<DrainFigures, double> figure)
    {
        var ordered = runs.Select(figure).Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
