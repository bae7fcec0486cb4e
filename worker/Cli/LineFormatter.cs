using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Dispatch.Worker.Cli;

/// <summary>
/// Writes each log entry as one line: time, level, category, message, exception. What is logged holds ids and words of other people's, so
/// nothing in it may begin a line or steer a terminal: line breaks are spaces, and other controls are written as escapes.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder();
        line.Append(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(CultureInfo.InvariantCulture, $" {Level(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] ");
        AppendClean(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
            AppendClean(line.Append(' '), exception.ToString());
        textWriter.WriteLine(line.ToString());
    }

    /// <summary>Appends a text without what would not stay in its line.</summary>
    internal static void AppendClean(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            if (c is '\r' or '\n' or '\t')
                line.Append(' ');
            else if (IsUnsafe(c))
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                line.Append(c);
        }
    }

    // Controls, the two separators of lines, and marks that turn the direction of what follows.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
