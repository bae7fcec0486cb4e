using System.Text;
using System.Text.Json;
using Dispatch.Worker.Batches;
using Dispatch.Worker.DeadLetters.Json;

namespace Dispatch.Worker.DeadLetters.Export;

/// <summary>Dead letters as lines of a format, in UTF-8, each with its end.</summary>
internal static class LetterLines
{
    /// <summary>What comes before the first; empty: nothing.</summary>
    public static byte[] Header(LetterFormat format) => format == LetterFormat.Csv ? Encoding.UTF8.GetBytes(LetterCsv.Header) : [];

    public static byte[] Of(StoredLetter letter, LetterFormat format) => format switch
    {
        LetterFormat.Jsonl => Json(letter),
        LetterFormat.Csv => Encoding.UTF8.GetBytes(LetterCsv.Line(letter.Summary)),
        LetterFormat.OpenAi => OutcomeFormat.DeadLetter(letter.Letter),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "This is no format."),
    };

    // A request's body is carried through as it came; in JSON a line break stands only between tokens.
    private static byte[] Json(StoredLetter letter)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(letter, LetterJson.Options), (byte)'\n'];
        line.AsSpan(..^1).ReplaceAny(System.Buffers.SearchValues.Create("\n\r"u8), (byte)' ');
        return line;
    }
}
