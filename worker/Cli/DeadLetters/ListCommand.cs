using System.CommandLine;
using Dispatch.Worker.DeadLetters;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters list</c>: one line for each.</summary>
internal static class ListCommand
{
    public static Command Create(LetterCommand commands)
    {
        var limit = Limits.Option(standard: 50);
        var after = new Option<string?>("--after") { Description = "Go on where a list ended that had this as its next (--json)", HelpName = "CURSOR" };
        return commands.Filtered("list", "List dead letters, the newest first", (invocation, cancellationToken) =>
            RunAsync(invocation, Limits.Read(invocation.Arguments, limit), Cursor(invocation.Arguments.GetValue(after)), cancellationToken), limit, after);
    }

    private static async Task<int> RunAsync(LetterInvocation invocation, int limit, LetterCursor? after, CancellationToken cancellationToken)
    {
        var (letters, next) = await Pages.ReadAsync(limit, async (start, size) =>
        {
            var page = await invocation.Source.PageAsync(invocation.Filter, start, size, cancellationToken);
            return (page.Letters, page.Next);
        }, after);
        if (invocation.IsJson)
        {
            await invocation.WriteJsonAsync(new LetterPage(letters, next));
            return ExitCodes.Done;
        }

        if (letters.IsEmpty)
        {
            await NothingFound.TellAsync(invocation, cancellationToken);
            return ExitCodes.Done;
        }

        Table(letters).WriteTo(invocation.Console);
        invocation.Console.WriteLine(
            $"{SafeText.Count(letters.Length, "dead letter")}{(next is { } more ? $"; there are more: --limit, or --after {more}" : "")}. See all of one: dispatch dead-letters show ID");
        return ExitCodes.Done;
    }

    /// <summary>The letters as a table.</summary>
    public static FittedTable Table(IEnumerable<LetterSummary> letters)
    {
        var table = new FittedTable(
            new FittedColumn("Id"),
            new FittedColumn("When (UTC)"),
            new FittedColumn("State", Rank: 1, Style: LetterText.Colour),
            new FittedColumn("Group", Least: 8, Rank: 2),
            new FittedColumn("Reason", Rank: 4),
            new FittedColumn("Kinds", Least: 9, Rank: 5),
            new FittedColumn("Provider", Least: 8, Rank: 6),
            new FittedColumn("Request", Least: 10, Rank: 3),
            new FittedColumn("Message", Least: 20));
        foreach (var letter in letters)
        {
            table.AddRow(
                letter.Id, SafeText.Time(letter.DeadLetteredAt), SafeText.NameOf(letter.State), letter.RoutingGroup ?? "-", SafeText.NameOf(letter.Reason),
                LetterText.Kinds(letter.Kinds), letter.Provider ?? "-", letter.RequestId, letter.Message);
        }

        return table;
    }

    private static LetterCursor? Cursor(string? written) => written is null ? null
        : LetterCursor.TryParse(written, out var cursor) ? cursor
        : throw new RefusedException($"--after is '{SafeText.Line(written)}'; it must be what a list gave as its next.");
}
