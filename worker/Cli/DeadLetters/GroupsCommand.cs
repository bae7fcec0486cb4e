using System.Collections.Immutable;
using System.CommandLine;
using Dispatch.Worker.DeadLetters;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters groups</c>: what went wrong, and how often.</summary>
internal static class GroupsCommand
{
    public static Command Create(LetterCommand commands)
    {
        var limit = Limits.Option(standard: 50);
        return commands.Filtered("groups", "Show dead letters by what they have in common", (invocation, cancellationToken) =>
            RunAsync(invocation, Limits.Read(invocation.Arguments, limit), cancellationToken), limit);
    }

    /// <summary>The groups as a table.</summary>
    public static FittedTable Table(IEnumerable<LetterGroup> groups)
    {
        var table = new FittedTable(
            new FittedColumn("Fingerprint"),
            new FittedColumn("Count", IsNumber: true),
            new FittedColumn("Group", Least: 8),
            new FittedColumn("Reason", Rank: 2),
            new FittedColumn("Kinds", Least: 9, Rank: 4),
            new FittedColumn("Provider", Least: 8, Rank: 3),
            new FittedColumn("First (UTC)", Rank: 5),
            new FittedColumn("Last (UTC)", Rank: 1),
            new FittedColumn("What was said", Least: 24));
        foreach (var group in groups)
        {
            table.AddRow(
                group.Fingerprint, SafeText.Number(group.Count), group.RoutingGroup ?? "-", SafeText.NameOf(group.Reason), LetterText.Kinds(group.Kinds),
                group.Provider ?? "-", SafeText.Time(group.FirstSeen), SafeText.Time(group.LastSeen), group.Pattern);
        }

        return table;
    }

    private static async Task<int> RunAsync(LetterInvocation invocation, int limit, CancellationToken cancellationToken)
    {
        var (groups, next) = await Pages.ReadAsync(limit, async (after, size) =>
        {
            var page = await invocation.Source.GroupsAsync(invocation.Filter, after, size, cancellationToken);
            return (page.Groups, page.Next);
        });
        if (invocation.IsJson)
        {
            await invocation.WriteJsonAsync(new GroupPage(groups, next));
            return ExitCodes.Done;
        }

        if (groups.IsEmpty)
        {
            await NothingFound.TellAsync(invocation, cancellationToken);
            return ExitCodes.Done;
        }

        Table(groups).WriteTo(invocation.Console);
        invocation.Console.WriteLine(Sum(groups, next));
        return ExitCodes.Done;
    }

    private static string Sum(ImmutableArray<LetterGroup> groups, LetterCursor? next) =>
        $"{SafeText.Count(groups.Sum(group => group.Count), "dead letter")} in {SafeText.Count(groups.Length, "group")}{(next is null ? "" : "; there are more, see --limit")}. "
        + "See the letters of one: dispatch dead-letters list --fingerprint F";
}
