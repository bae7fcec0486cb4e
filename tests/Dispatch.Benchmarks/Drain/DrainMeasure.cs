using System.Globalization;
using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Benchmarks.Drain;

/// <summary>One row of the table.</summary>
/// <param name="Name">What is measured, with its unit.</param>
/// <param name="Value">Takes it from a run.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Must">The most that one worker may come to; null: nothing is asked.</param>
/// <param name="Reach">The most that it is to come to at its best.</param>
internal sealed record DrainMeasure(string Name, Func<DrainFigures, double> Value, string Format, double? Must = null, double? Reach = null)
{
    public static IReadOnlyList<DrainMeasure> All { get; } =
    [
        new("time to drain, s", run => run.Seconds, "0.0"),
        new("time to drain against the optimum", run => run.OfOptimum, "0.00", 1.15, 1.05),
        new("calls answered 429", run => run.RateLimitedShare, "0.0 %", 0.04, 0.01),
        new("calls to the provider that is down", run => run.WhileDown, "0", 8, 4),
        new("from its recovery to its next answer, s", run => run.SecondsToReturn ?? double.NaN, "0.0"),
        new("calls that the limits allowed and nobody made", run => run.Unused.Values.Sum(), "0"),
        new("requests sent back to the broker", run => run.ReturnedAtOnce, "0"),
        new("requests sent to delay lanes", run => run.ReturnedLater, "0"),
        new("results", run => run.Results, "0"),
        new("dead letters", run => run.DeadLetters, "0"),
        new("duplicates", run => run.Duplicates, "0"),
    ];

    public string Text(IEnumerable<DrainFigures> runs) => Text(Statistics.Median(runs.Select(Value)));

    public string Text(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
