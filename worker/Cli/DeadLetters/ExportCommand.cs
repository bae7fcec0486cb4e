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
            if (path is null)
                await WriteAsync(invocation, format, () => invocation.Output, cancellationToken);
            else
                await WriteFileAsync(invocation, format, path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path ?? "Standard output"} cannot be written ({exception.Message}).", ExitCodes.Broken, exception);
        }

        return ExitCodes.Done;
    }

    // A file that is there stays as it was until there is something to write.
    private static async Task WriteFileAsync(LetterInvocation invocation, LetterFormat format, string path, CancellationToken cancellationToken)
    {
        StreamWriter? file = null;
        try
        {
            await WriteAsync(invocation, format, () => file = new StreamWriter(path), cancellationToken);
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    private static async Task WriteAsync(LetterInvocation invocation, LetterFormat format, Func<TextWriter> open, CancellationToken cancellationToken)
    {
        await using var stream = new WriterStream(open);
        await invocation.Source.ExportAsync(invocation.Filter, format, stream, cancellationToken);
        // Nothing to write is an empty file.
        await stream.FlushAsync(cancellationToken);
    }

    private static LetterFormat Format(string written) => LetterFormats.Named.TryGetValue(written, out var format)
        ? format
        : throw new RefusedException(
            $"--format is '{SafeText.Line(written)}'; it must be one of {string.Join(", ", LetterFormats.Named.Keys)}.{Spelling.Suggest(written, LetterFormats.Named.Keys)}");
}
