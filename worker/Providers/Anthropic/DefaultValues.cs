using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Fields of a chat completion request that the protocol has no place for, with the values that change nothing.</summary>
internal static class DefaultValues
{
    /// <summary>The field says what holds without it.</summary>
    public static bool IsDefault(string field, JsonElement value) => field switch
    {
        "n" => IsNumber(value, 1),
        "presence_penalty" or "frequency_penalty" or "top_logprobs" => IsNumber(value, 0),
        "logprobs" or "stream" or "store" => value.ValueKind == JsonValueKind.False,
        "service_tier" => JsonText.Of(value) is "auto" or "default",
        "verbosity" => JsonText.Of(value) is "medium",
        "function_call" => JsonText.Of(value) is "auto" or "none",
        "modalities" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && JsonText.Of(value[0]) is "text",
        _ => false,
    };

    /// <summary>A number of that value, however it is written.</summary>
    public static bool IsNumber(JsonElement value, double number) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var read) && read == number;
}
