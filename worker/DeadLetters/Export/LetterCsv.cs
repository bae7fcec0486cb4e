using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dispatch.Worker.DeadLetters.Json;

namespace Dispatch.Worker.DeadLetters.Export;

/// <summary>
/// Dead letters as a table (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it: what stands in it
/// comes from publishers and providers, and must not run at whoever opens the file.
/// </summary>
internal static class LetterCsv
{
    private const string LineEnd = "\r\n";

    // The last four are how full-width forms of the first ones are written.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t '");

    public static string Header { get; } =
        string.Join(',', "id", "requestId", "state", "deadLetteredAt", "reason", "routingGroup", "provider", "model", "kinds", "attempts", "fingerprint", "message", "metadata") + LineEnd;

    public static string Line(LetterSummary letter)
    {
        var line = new StringBuilder(256);
        Add(line, letter.Id);
        Add(line, letter.RequestId);
        Add(line, NameOf(letter.State));
        Add(line, letter.DeadLetteredAt.ToString("O", CultureInfo.InvariantCulture));
        Add(line, NameOf(letter.Reason));
        Add(line, letter.RoutingGroup);
        Add(line, letter.Provider);
        Add(line, letter.Model);
        Add(line, string.Join(' ', letter.Kinds.Select(NameOf)));
        Add(line, letter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add(line, letter.Fingerprint);
        Add(line, letter.Message);
        Add(line, letter.Metadata.IsEmpty ? null : JsonSerializer.Serialize(letter.Metadata, LetterJson.Options));
        return line.Append(LineEnd).ToString();
    }

    private static void Add(StringBuilder line, string? text)
    {
        if (line.Length > 0)
            line.Append(',');
        if (string.IsNullOrEmpty(text))
            return;

        // Some programs look past what is blank.
        var first = text.AsSpan().TrimStart(' ');
        if (text[0] is '\t' or '\r' or '\n' || (!first.IsEmpty && Formula.Contains(first[0])))
            text = "'" + text;
        if (text.AsSpan().ContainsAny(Quoted))
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            line.Append(text);
    }

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
