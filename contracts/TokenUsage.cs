using System.Text.Json.Serialization;

namespace Dispatch.Contracts;

/// <summary>Tokens, as the provider counted them; null where it did not say.</summary>
public sealed record TokenUsage
{
    /// <summary>Tokens of the prompt, cached ones included.</summary>
    [JsonPropertyName("inputTokens")]
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, reasoning included.</summary>
    [JsonPropertyName("outputTokens")]
    public long? OutputTokens { get; init; }

    /// <summary>Both together.</summary>
    [JsonPropertyName("totalTokens")]
    public long? TotalTokens { get; init; }

    /// <summary>Those of the prompt that came from the provider's cache.</summary>
    [JsonPropertyName("cachedInputTokens")]
    public long? CachedInputTokens { get; init; }

    /// <summary>Those of the answer that were spent on reasoning.</summary>
    [JsonPropertyName("reasoningTokens")]
    public long? ReasoningTokens { get; init; }
}
