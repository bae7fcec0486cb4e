using System.Globalization;
using Dispatch.Worker.Batches;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dispatch.Worker.Cli;

/// <summary>Draws the progress of a batch for a terminal.</summary>
internal static class BatchScreen
{
    private const int BarWidth = 40;

    /// <summary>The progress: a bar, and the counts below it.</summary>
    public static IRenderable Progress(BatchTally tally, double rate)
    {
        var counts = new List<string>
        {
            FormattableString.Invariant($"[green]{tally.Results:N0} answered[/]"),
            FormattableString.Invariant($"[{(BatchText.Failed(tally) > 0 ? "red" : "grey")}]{BatchText.Failed(tally):N0} failed[/]"),
            FormattableString.Invariant($"[blue]{tally.InFlight:N0} in flight[/]"),
            $"{BatchText.Number(rate)}/s",
        };
        if (RateMeter.Left(tally, rate) is { } left)
            counts.Add($"{BatchText.Time(left)} left");

        var rows = new List<IRenderable> { new Markup(Bar(tally)), new Markup(string.Join("  ", counts)) };
        if (tally.Providers.Count > 0)
            rows.Add(new Markup($"[grey]{Markup.Escape(string.Join("  ", tally.Providers.Select(BatchText.Count)))}[/]"));
        return new Rows(rows);
    }

    private static string Bar(BatchTally tally)
    {
        if (tally.Lines is not { } lines)
            return FormattableString.Invariant($"[grey]{new string('━', BarWidth)}[/] {tally.Done:N0} done");

        var share = lines > 0 ? Math.Min(1.0, (double)tally.Done / lines) : 1;
        var full = (int)(share * BarWidth);
        return $"[green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] "
            + string.Create(CultureInfo.InvariantCulture, $"{tally.Done:N0} of {lines:N0} ({100 * share:0.0}%)");
    }
}
