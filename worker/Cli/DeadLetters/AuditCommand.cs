using System.CommandLine;
using Dispatch.Worker.DeadLetters;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters audit</c>: who changed what, and when.</summary>
internal static class AuditCommand
{
    public static Command Create(LetterCommand commands)
    {
        var limit = Limits.Option(standard: 50);
        return commands.Plain("audit", "Show who changed what, the newest first", async (invocation, cancellationToken) =>
        {
            var size = Math.Min(Limits.Read(invocation.Arguments, limit), LetterReader.LargestPage);
            var entries = await invocation.Source.AuditAsync(size, cancellationToken);
            if (invocation.IsJson)
                await invocation.WriteJsonAsync(new { entries });
            else if (entries.IsEmpty)
                invocation.Console.WriteLine("Nothing has been changed yet.");
            else
                Table(entries).WriteTo(invocation.Console);
            return ExitCodes.Done;
        }, limit);
    }

    /// <summary>The entries as a table.</summary>
    public static FittedTable Table(IEnumerable<AuditEntry> entries)
    {
        var table = new FittedTable(
            new FittedColumn("When (UTC)"),
            new FittedColumn("Who", Least: 10),
            new FittedColumn("What"),
            new FittedColumn("Letters", IsNumber: true),
            new FittedColumn("Which", Least: 16, Rank: 1),
            new FittedColumn("Remark", Least: 10, Rank: 2));
        foreach (var entry in entries)
            table.AddRow(SafeText.Time(entry.At), entry.Who, entry.Action, SafeText.Number(entry.Count), entry.Filter, entry.Remark);
        return table;
    }
}
