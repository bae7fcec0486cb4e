using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Dispatch.Worker.Cli;

/// <summary>What <c>dispatch doctor</c> found, for people or as JSON.</summary>
/// <param name="File">The configuration file that was read; null: none could be.</param>
/// <param name="Findings">In the order of the checks.</param>
internal sealed record DoctorReport(string? File, IReadOnlyList<DoctorFinding> Findings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // It goes to a terminal or a file, not into a web page: commands stay as one copies them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public int ExitCode => Count(DoctorSeverity.Error) == 0 ? ExitCodes.Done : ExitCodes.Incomplete;

    public int Count(DoctorSeverity severity) => Findings.Count(finding => finding.Severity == severity);

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            File,
            Findings,
            Summary = new
            {
                Errors = Count(DoctorSeverity.Error),
                Warnings = Count(DoctorSeverity.Warning),
                Notes = Count(DoctorSeverity.Note),
                Ok = Count(DoctorSeverity.Ok),
            },
        },
        Json);

    /// <summary>A line for each finding, and below it cause and remedy where there are any.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        foreach (var finding in Findings)
        {
            console.MarkupLine($"{Label(finding.Severity)} [bold]{Markup.Escape(finding.Check)}[/]: {Markup.Escape(finding.Found)}");
            Write(console, "cause", finding.Cause);
            Write(console, "remedy", finding.Remedy);
        }

        var sum = $"{Text(DoctorSeverity.Error, "error")}, {Text(DoctorSeverity.Warning, "warning")}, {Text(DoctorSeverity.Note, "note")}";
        console.WriteLine(File is null ? sum : $"{sum} for {File}");
    }

    private static void Write(IAnsiConsole console, string name, string? text)
    {
        if (text is not null)
            console.Write(new Padder(new Markup($"[grey]{name}:[/] {Markup.Escape(text)}")).Padding(9, 0, 0, 0));
    }

    private static string Label(DoctorSeverity severity) => severity switch
    {
        DoctorSeverity.Ok => "[green]ok      [/]",
        DoctorSeverity.Note => "[blue]note    [/]",
        DoctorSeverity.Warning => "[yellow]warning [/]",
        _ => "[red]error   [/]",
    };

    private string Text(DoctorSeverity severity, string noun) => Count(severity) is var count && count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
