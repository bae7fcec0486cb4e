namespace Dispatch.Worker.DeadLetters.Export;

/// <summary>What dead letters are exported as.</summary>
internal enum LetterFormat
{
    /// <summary>All that is known of each, a JSON object on each line: <c>summary</c> as in a list, and <c>letter</c> as it was published.</summary>
    Jsonl,

    /// <summary>A table (RFC 4180) with what a list shows.</summary>
    Csv,

    /// <summary>Error lines of OpenAI's batch output format, as <c>dispatch batch</c> writes them.</summary>
    OpenAi,
}

/// <summary>The formats, by the names that they are asked for by.</summary>
internal static class LetterFormats
{
    public static IReadOnlyDictionary<string, LetterFormat> Named { get; } = new Dictionary<string, LetterFormat>(StringComparer.OrdinalIgnoreCase)
    {
        ["jsonl"] = LetterFormat.Jsonl,
        ["csv"] = LetterFormat.Csv,
        ["openai"] = LetterFormat.OpenAi,
    };
}
