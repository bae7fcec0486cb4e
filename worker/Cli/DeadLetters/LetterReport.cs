using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Json;
using Dispatch.Worker.DeadLetters.Replays;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>One dead letter for people.</summary>
internal static class LetterReport
{
    private const int MostRawCharacters = 4096;

    public static void Write(LetterDetail detail, IAnsiConsole console)
    {
        foreach (var (label, value) in Facts(detail.Summary))
            console.MarkupLine($"[bold]{label,-13}[/]{Markup.Escape(SafeText.Line(value))}");

        Section(console, "Attempts (times in UTC)");
        if (detail.Letter.Attempts.IsEmpty)
            console.WriteLine("No provider was called.");
        else
            Attempts(detail.Letter).WriteTo(console);

        Section(console, "Request");
        console.WriteLine(Request(detail.Letter));
        WriteHistory(detail, console);
    }

    private static IEnumerable<(string Label, string Value)> Facts(LetterSummary letter)
    {
        yield return ("Dead letter", letter.Id);
        yield return ("Request", letter.RequestId);
        yield return ("State", SafeText.NameOf(letter.State));
        yield return ("When", $"{SafeText.Time(letter.DeadLetteredAt)} UTC");
        yield return ("Group", letter.RoutingGroup ?? "-");
        yield return ("Reason", SafeText.NameOf(letter.Reason));
        yield return ("Message", letter.Message);
        yield return ("Kinds", LetterText.Kinds(letter.Kinds));
        yield return ("Fingerprint", letter.Fingerprint);
        if (letter.KeptIn is { } queue)
            yield return ("Kept in", queue);
        foreach (var (name, value) in letter.Metadata)
            yield return ("Metadata", $"{name}={value}");
    }

    private static FittedTable Attempts(CompletionDeadLettered letter)
    {
        var table = new FittedTable(
            new FittedColumn("#", IsNumber: true),
            new FittedColumn("Round", IsNumber: true, Rank: 4),
            new FittedColumn("Began", Rank: 1),
            new FittedColumn("Took", IsNumber: true, Rank: 2),
            new FittedColumn("Provider", Least: 8),
            new FittedColumn("Model", Least: 8, Rank: 3),
            new FittedColumn("Status", IsNumber: true, Rank: 5),
            new FittedColumn("Kind", Least: 9),
            new FittedColumn("What was said", Least: 20, Wraps: true));
        foreach (var attempt in letter.Attempts)
        {
            table.AddRow(
                FormattableString.Invariant($"{attempt.Number}"), FormattableString.Invariant($"{attempt.Round}"), SafeText.Time(attempt.StartedAt),
                FormattableString.Invariant($"{attempt.Duration.TotalSeconds:0.000}s"), attempt.Provider, attempt.Model ?? "-",
                attempt.StatusCode is { } status ? FormattableString.Invariant($"{status}") : "-",
                attempt.FailureKind is { } kind ? SafeText.NameOf(kind) : SafeText.NameOf(attempt.Outcome), attempt.Message);
        }

        return table;
    }

    private static string Request(CompletionDeadLettered letter) => letter switch
    {
        { Request: { } request } => SafeText.Lines(IndentedJson.Of(JsonSerializer.SerializeToElement(request, LetterJson.Options))),
        { Raw: { } raw } => $"It could not be read; {SafeText.Count(raw.Body.Length, "byte")} as they came:\n{SafeText.Lines(Start(raw))}",
        { KeptIn: { } queue } => $"Its message is in the queue {SafeText.Line(queue)}.",
        _ => "There is none.",
    };

    private static string Start(RawMessage raw)
    {
        var text = Encoding.UTF8.GetString(raw.Body.Span[..Math.Min(raw.Body.Length, MostRawCharacters)]);
        return raw.Body.Length > MostRawCharacters ? $"{text}…" : text;
    }

    private static void WriteHistory(LetterDetail detail, IAnsiConsole console)
    {
        if (!detail.Occurrences.IsEmpty)
        {
            Section(console, "Other dead letters of the same request");
            ListCommand.Table(detail.Occurrences).WriteTo(console);
        }

        if (!detail.Replays.IsEmpty)
            Section(console, "Replays");
        foreach (var (job, item) in detail.Replays)
            console.WriteLine(Replay(job, item));

        if (!detail.Notes.IsEmpty)
            Section(console, "Notes");
        foreach (var note in detail.Notes)
            console.WriteLine($"{SafeText.Time(note.At)} UTC  {SafeText.Line(note.Who)}: {SafeText.Lines(note.Text)}");

        if (!detail.Audit.IsEmpty)
        {
            Section(console, "What was done");
            AuditCommand.Table(detail.Audit).WriteTo(console);
        }
    }

    private static string Replay(Guid job, ReplayItem item)
    {
        var sent = item.SentAt is { } at ? $", sent at {SafeText.Time(at)} UTC" : "";
        var returned = item.ReturnedAs is { } letter ? $", now the dead letter {letter}" : "";
        return $"{job:D}: {SafeText.NameOf(item.State)}{sent}{returned}{(item.Why is { } why ? $". {SafeText.Line(why)}" : "")}";
    }

    private static void Section(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{title}[/]");
    }
}
