using System.Text.RegularExpressions;

namespace Dispatch.Worker.DeadLetters;

/// <summary>
/// Takes out of a message what differs from one occurrence to the next: ids, times, numbers, addresses, quoted text. What remains is the
/// same for the same cause.
/// </summary>
internal static partial class MessagePattern
{
    /// <summary>The longest pattern, in characters.</summary>
    public const int MaxLength = 256;

    private const int LongestMessage = 2048;

    public static string Of(string message)
    {
        var text = message.Length > LongestMessage ? message[..LongestMessage] : message;
        text = Quoted().Replace(text, "…");
        text = Url().Replace(text, "<url>");
        text = Uuid().Replace(text, "<id>");
        text = Timestamp().Replace(text, "<time>");
        text = Address().Replace(text, "<address>");
        text = Token().Replace(text, match => Generalise(match.Value));
        text = Space().Replace(text, " ").Trim();
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    // A word with a digit in it is a number with or without a unit, or else an id; names of models and codes keep theirs where letters prevail.
    private static string Generalise(string word)
    {
        var digits = word.Count(char.IsAsciiDigit);
        if (digits == 0)
            return IsHex(word) && word.Length >= 16 ? "<id>" : word;
        if (Number().IsMatch(word))
            return "<n>";
        return word.Length >= 12 && digits >= 3 ? "<id>" : Digits().Replace(word, "<n>");
    }

    private static bool IsHex(string word) => word.All(char.IsAsciiHexDigit);

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|`[^`]*`|“[^”]*”|«[^»]*»|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bhttps?://[^\s,;)]+")]
    private static partial Regex Url();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?(?![\w])|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d(?: GMT)?|\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AaPp][Mm])?\b")]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[-.:/,](?=[\p{L}\p{N}_]))*")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[-+]?\d[\d.,]*(?:ms|s|m|h|d|sec|secs|min|kb|mb|gb|kib|mib|gib|b|k|x|rpm|tpm)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"\d+(?:[.,]\d+)*")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
