using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>The counts, and the groups below them as far as there is room.</summary>
internal sealed class WatchScreen(IAnsiConsole console)
{
    // The counts, the heading and the borders of the table, and a line for the cursor.
    private const int Around = 7;

    private LetterCounts _counts = new(0, 0, 0, 0, 0);
    private ImmutableArray<LetterGroup> _groups = [];
    private DateTimeOffset _at;

    public async Task ReadAsync(LetterInvocation invocation, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(console.Profile.Height - Around, 1, LetterReader.LargestPage);
        _counts = await invocation.Source.CountsAsync(cancellationToken);
        _groups = (await invocation.Source.GroupsAsync(invocation.Filter, after: null, size, cancellationToken)).Groups;
        _at = invocation.Time.GetUtcNow();
    }

    /// <param name="trouble">Why the counts are old; null: they are not.</param>
    public IRenderable Draw(string? trouble = null)
    {
        var counts = $"[red]{SafeText.Number(_counts.Open)} open[/]  [blue]{SafeText.Number(_counts.Replaying)} replaying[/]  "
            + $"[green]{SafeText.Number(_counts.Resolved)} resolved[/]  [grey]{SafeText.Number(_counts.Archived)} archived  {SafeText.Number(_counts.Superseded)} superseded[/]";
        var lines = new List<IRenderable>
        {
            new Markup(counts),
            new Markup(trouble is null
                ? $"[grey]at {SafeText.Time(_at)} UTC; Ctrl-C ends[/]"
                : $"[yellow]{Markup.Escape(SafeText.Fit($"as of {SafeText.Time(_at)} UTC: {SafeText.Line(trouble)}", console.Profile.Width))}[/]"),
        };
        lines.Add(_groups.IsEmpty ? new Text("No dead letter is meant by this.") : GroupsCommand.Table(_groups).Render(console.Profile.Width));
        return new Rows(lines);
    }
}
