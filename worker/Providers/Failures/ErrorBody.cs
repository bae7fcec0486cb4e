using System.Collections.Immutable;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>What the body of an error says, whatever the shape it was said in.</summary>
internal sealed record ErrorBody
{
    /// <summary>No headers; their names are compared without case.</summary>
    public static ImmutableDictionary<string, string> NoHeaders { get; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A body that says nothing.</summary>
    public static ErrorBody Empty { get; } = new();

    /// <summary>The provider's words, if there are any.</summary>
    public string? Message { get; init; }

    /// <summary>The provider's codes, as they came, the most telling first.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>The HTTP status that the body names, 400 to 599, if it names one.</summary>
    public int? Status { get; init; }

    /// <summary>The limit that was met is one of the day (Gemini's QuotaFailure).</summary>
    public bool IsDailyQuota { get; init; }

    /// <summary>How long to wait, in the notation of <see cref="WaitNotation"/> (Gemini's RetryInfo).</summary>
    public string? RetryDelay { get; init; }

    /// <summary>Response headers that the body hands on (OpenRouter's <c>metadata.headers</c>).</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = NoHeaders;
}
