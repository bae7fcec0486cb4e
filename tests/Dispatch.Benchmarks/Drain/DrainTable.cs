using System.Globalization;
using System.Text;
using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Benchmarks.Drain;

/// <summary>The figures as a table in Markdown, a column for each way; medians over the rounds.</summary>
internal static class DrainTable
{
    public static string Of(IReadOnlyList<DrainFigures> runs)
    {
        List<(string Name, DrainFigures[] Runs)> ways = [.. runs.GroupBy(run => run.Variant).Select(way => (way.Key, way.ToArray()))];
        var table = new StringBuilder();
        table.AppendLine(Line(["drain", .. ways.Select(way => way.Name), "must", "reach for", "met"]));
        table.AppendLine(Line(Enumerable.Repeat("---", ways.Count + 4)));
        foreach (var measure in DrainMeasure.All)
            table.AppendLine(Line([measure.Name, .. ways.Select(way => measure.Text(way.Runs)), .. Goal(measure, ways)]));
        table.AppendLine(Line(["two workers: time against one", .. ways.Select(way => AgainstOne(way.Name, way.Runs, ways)), .. Goal(ways)]));
        return table.ToString();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static IEnumerable<string> Goal(DrainMeasure measure, List<(string Name, DrainFigures[] Runs)> ways)
    {
        var measured = ways.Find(way => way.Name == DrainVariant.OneWorker.Name).Runs;
        return measure is { Must: { } must, Reach: { } reach, Value: { } value }
            ? [$"≤ {measure.Text(must)}", $"≤ {measure.Text(reach)}", Met(measured is null ? null : Statistics.Median(measured.Select(value)), must, reach)]
            : ["", "", ""];
    }

    private static IEnumerable<string> Goal(List<(string Name, DrainFigures[] Runs)> ways) =>
        ["≤ 1.05", "≤ 1.00", Met(Ratio(ways.Find(way => way.Name == DrainVariant.TwoWorkers.Name).Runs, DrainVariant.OneWorker.Name, ways), 1.05, 1)];

    private static string AgainstOne(string name, DrainFigures[] runs, List<(string Name, DrainFigures[] Runs)> ways) =>
        name.StartsWith("two-workers", StringComparison.Ordinal)
        && Ratio(runs, name.Replace("two-workers", "one-worker", StringComparison.Ordinal), ways) is { } ratio
            ? ratio.ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private static double? Ratio(DrainFigures[]? two, string one, List<(string Name, DrainFigures[] Runs)> ways) =>
        two is not null && ways.Find(way => way.Name == one).Runs is { } runs
            ? Statistics.Median(two.Select(run => run.Seconds)) / Statistics.Median(runs.Select(run => run.Seconds))
            : null;

    private static string Met(double? measured, double must, double reach) =>
        measured is null ? "" : measured <= reach ? "reached" : measured <= must ? "yes" : "no";
}
