using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console.Rendering;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Texts from outside as a terminal may show them: nothing in them is obeyed, and none is wider than its place.</summary>
internal static class SafeText
{
    private const char Ellipsis = '…';

    /// <summary>The text on one line; control characters, line breaks and what turns the direction of writing are shown as escapes.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(line, rune);
        return line.ToString();
    }

    /// <summary>The same line by line.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Line));

    /// <summary>How many columns of a terminal a line takes.</summary>
    public static int Width(string line) => new Segment(line).CellCount();

    /// <summary>The line, cut where it is wider than this.</summary>
    public static string Fit(string line, int width)
    {
        if (line.Length <= width / 2 || Width(line) <= width)
            return line;

        var fitting = new StringBuilder();
        var left = width - 1;
        var elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext() && (left -= Width(elements.GetTextElement())) >= 0)
            fitting.Append(elements.GetTextElement());
        return width < 1 ? "" : fitting.Append(Ellipsis).ToString();
    }

    /// <summary>An instant in UTC; the heading says so.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun: <c>1 letter</c>, <c>2 letters</c>.</summary>
    public static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>A value's name, as in JSON.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void Append(StringBuilder line, Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            line.Append(Escape(rune));
        else
            line.Append(rune.ToString());
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };
}
