using Dispatch.Worker.Configuration;
using Spectre.Console;

namespace Dispatch.Worker.Cli;

/// <summary>Writes what was found in the configuration for a person to read: one line each, errors first, and a sum.</summary>
internal static class FindingsReport
{
    public static void Write(LoadedConfiguration loaded, TextWriter output)
    {
        var console = Terminal.On(output);
        foreach (var finding in loaded.Findings)
        {
            var label = finding.Severity == Severity.Error ? "[red]error[/]" : "[yellow]warning[/]";
            console.MarkupLine($"{label} [bold]{Markup.Escape(finding.Path)}[/]: {Markup.Escape(finding.Message)}");
        }

        var sum = $"{Count(loaded.Errors, "error")}, {Count(loaded.Warnings, "warning")}";
        console.WriteLine(loaded.File is null ? sum : $"{sum} in {loaded.File}");
    }

    private static string Count(IEnumerable<ConfigurationFinding> findings, string noun) =>
        findings.Count() is var count && count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
