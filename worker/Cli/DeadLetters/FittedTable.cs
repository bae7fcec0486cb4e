using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>A column of a <see cref="FittedTable"/>.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="Least">The width that it can do with, its text being cut; 0: it is never cut.</param>
/// <param name="Rank">Where there is no room for all, the highest goes first; 0: it stays.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
/// <param name="Style">The style of a cell, by its text; null: none.</param>
/// <param name="Wraps">Whether what is too wide goes on on the next line, in place of being cut.</param>
internal sealed record FittedColumn(
    string Header, int Least = 0, int Rank = 0, bool IsNumber = false, Func<string, string>? Style = null, bool Wraps = false);

/// <summary>A table that fits any width: texts are cut first, then the least important columns are left out.</summary>
internal sealed class FittedTable(params FittedColumn[] columns)
{
    // A border and two blanks for each column, and the last border.
    private const int PerColumn = 3;

    private readonly List<string[]> _rows = [];

    /// <param name="cells">As they come from outside.</param>
    public void AddRow(params string?[] cells) => _rows.Add([.. cells.Select(cell => SafeText.Line(cell ?? ""))]);

    /// <param name="width">The width of the terminal.</param>
    public IRenderable Render(int width)
    {
        var natural = columns.Select((column, index) => _rows.Select(row => SafeText.Width(row[index])).Append(SafeText.Width(column.Header)).Max()).ToArray();
        var shown = Enumerable.Range(0, columns.Length).ToList();
        while (Needed(shown, natural) > width && shown.Where(index => columns[index].Rank > 0).ToList() is { Count: > 0 } optional)
            shown.Remove(optional.MaxBy(index => columns[index].Rank));

        var widths = Shrink(shown, natural, width);
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var index in shown)
        {
            var column = new TableColumn(new Markup($"[bold]{Markup.Escape(SafeText.Fit(columns[index].Header, widths[index]))}[/]")) { NoWrap = !columns[index].Wraps, Width = widths[index] };
            table.AddColumn(columns[index].IsNumber ? column.RightAligned() : column);
        }

        foreach (var row in _rows)
            table.AddRow(shown.Select(index => Cell(columns[index], columns[index].Wraps ? row[index] : SafeText.Fit(row[index], widths[index]))));
        return table;
    }

    public void WriteTo(IAnsiConsole console) => console.Write(Render(console.Profile.Width));

    private int Needed(List<int> shown, int[] natural) =>
        shown.Sum(index => PerColumn + (columns[index].Least > 0 ? Math.Min(columns[index].Least, natural[index]) : natural[index])) + 1;

    private int[] Shrink(List<int> shown, int[] natural, int width)
    {
        var widths = natural.ToArray();
        for (var over = shown.Sum(index => widths[index] + PerColumn) + 1 - width; over > 0; over--)
        {
            var widest = WidestToCut(shown, widths);
            widths[widest] = Math.Max(1, widths[widest] - 1);
        }

        return widths;
    }

    // Where even the least widths do not fit, the terminal is hardly one to read on; what is whole or nothing gives last.
    private int WidestToCut(List<int> shown, int[] widths)
    {
        List<int>[] candidates =
        [
            shown.FindAll(index => columns[index].Least > 0 && widths[index] > columns[index].Least),
            shown.FindAll(index => columns[index].Least > 0 && widths[index] > 1),
            shown,
        ];
        return candidates.First(each => each.Count > 0).MaxBy(index => widths[index]);
    }

    private static IRenderable Cell(FittedColumn column, string text) =>
        new Markup(column.Style?.Invoke(text) is { } style ? $"[{style}]{Markup.Escape(text)}[/]" : Markup.Escape(text));
}
