namespace Dispatch.Worker.Dashboard.Api.Letters;

/// <summary>What dead letters are exported as.</summary>
internal enum LetterFormat
{
    /// <summary>All that is known of each, a JSON object on each line.</summary>
    Jsonl,

    /// <summary>A table with what a list shows.</summary>
    Csv,

    /// <summary>Lines of OpenAI's batch format for errors.</summary>
    OpenAi,
}
