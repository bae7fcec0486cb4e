using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Writes <c>usage</c> in the words of chat completions, whose prompt includes what came from the cache and what went into it.</summary>
internal static class AnswerUsage
{
    // More tokens than anybody will ever use at once, and few enough to be added up.
    private const long MaxCount = 1_000_000_000_000;

    public static void Write(Utf8JsonWriter json, JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object })
            return;

        var cached = Count(usage, "cache_read_input_tokens");
        var input = Count(usage, "input_tokens") + (Count(usage, "cache_creation_input_tokens") ?? 0) + (cached ?? 0);
        var output = Count(usage, "output_tokens");
        var thinking = Count(JsonText.Member(usage, "output_tokens_details"), "thinking_tokens");

        json.WriteStartObject("usage");
        WriteCount(json, "prompt_tokens", input);
        WriteCount(json, "completion_tokens", output);
        WriteCount(json, "total_tokens", input + output);
        WriteDetail(json, "prompt_tokens_details", "cached_tokens", cached);
        WriteDetail(json, "completion_tokens_details", "reasoning_tokens", thinking);
        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, string details, string name, long? count)
    {
        if (count is null)
            return;

        json.WriteStartObject(details);
        WriteCount(json, name, count);
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } tokens)
            json.WriteNumber(name, tokens);
    }

    private static long? Count(JsonElement? parent, string name) =>
        JsonText.Member(parent, name) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var tokens) && tokens is >= 0 and <= MaxCount
            ? tokens
            : null;
}
