using System.CommandLine;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Export;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary><c>dispatch dead-letters export</c>: all of them, to a file or to standard output.</summary>
internal static class ExportCommand
{
    public static Command Create(LetterCommand commands)
    {
        var format = new Option<string>("--format")
        {
            Description = "jsonl (whole letters), csv (what a list shows), or openai (error lines of OpenAI's batch output format)",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "jsonl",
        };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; default: standard output", HelpName = "FILE" };
        return commands.Filtered("export", "Write dead letters to a file or to standard output", (invocation, cancellationToken) =>
            RunAsync(invocation, Format(invocation.Arguments.GetValue(format)!), invocation.Arguments.GetValue(output), cancellationToken), format, output);
    }

    private static async Task<int> RunAsync(LetterInvocation invocation, LetterFormat format, string? path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path is null ? new WriterStream(invocation.Output) : Create(path);
            await invocation.Source.ExportAsync(invocation.Filter, format, stream, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path ?? "Standard output"} cannot be written ({exception.Message}).", ExitCodes.Broken, exception);
        }

        return ExitCodes.Done;
    }

    private static Stream Create(string path) => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    private static LetterFormat Format(string written) => LetterFormats.Named.TryGetValue(written, out var format)
        ? format
        : throw new RefusedException(
            $"--format is '{SafeText.Line(written)}'; it must be one of {string.Join(", ", LetterFormats.Named.Keys)}.{Spelling.Suggest(written, LetterFormats.Named.Keys)}");
}
