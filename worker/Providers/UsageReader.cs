using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers;

/// <summary>
/// Reads the <c>usage</c> of an answer, in the words of chat completions and embeddings or of the responses API. What is missing or of
/// the wrong type is null: an answer is not lost over its accounts.
/// </summary>
internal static class UsageReader
{
    /// <summary>The tokens that <paramref name="answer"/> says it used; null where it says nothing of them.</summary>
    public static TokenUsage? Read(JsonElement answer)
    {
        try
        {
            if (Member(answer, "usage") is not { } usage)
                return null;

            var read = new TokenUsage
            {
                InputTokens = Count(usage, "prompt_tokens") ?? Count(usage, "input_tokens"),
                OutputTokens = Count(usage, "completion_tokens") ?? Count(usage, "output_tokens"),
                TotalTokens = Count(usage, "total_tokens"),
                CachedInputTokens =
                    Count(Member(usage, "prompt_tokens_details") ?? Member(usage, "input_tokens_details"), "cached_tokens"),
                ReasoningTokens =
                    Count(Member(usage, "completion_tokens_details") ?? Member(usage, "output_tokens_details"), "reasoning_tokens"),
            };
            return read == new TokenUsage() ? null : read;
        }
        catch (InvalidOperationException)
        {
            // A member's name with an escaped lone surrogate can't be compared.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.Object
            ? member
            : null;

    private static long? Count(JsonElement? parent, string name) =>
        parent is { } element
        && element.TryGetProperty(name, out var count)
        && count.ValueKind == JsonValueKind.Number
        && count.TryGetDecimal(out var value)
        && value is >= 0 and <= long.MaxValue
        && decimal.IsInteger(value)
            ? (long)value
            : null;
}
