using System.Text.Json;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>Bodies in the shapes of OpenAI's API.</summary>
public static class Answers
{
    /// <summary>Prompt, completion and total tokens of <see cref="Completion"/>, and the cached and reasoning tokens among them.</summary>
    public const int PromptTokens = 12, CompletionTokens = 7, TotalTokens = 19, CachedTokens = 4, ReasoningTokens = 3;

    /// <summary>
    /// A whole chat completion. It has fields that OpenAI's doesn't have, and numbers as no serialiser writes them, so that
    /// whoever parses and writes it again is found out.
    /// </summary>
    public static string Completion(string? model, string content = "Hello.") =>
        $$$"""
        {"id": "chatcmpl-1", "object":"chat.completion", "created":1760000000, "model":{{{Json(model ?? "test-model")}}},
         "choices":[{"index":0,"message":{"role":"assistant","content":{{{Json(content)}}},"refusal":null},"logprobs":null,"finish_reason":"stop"}],
         "usage":{"prompt_tokens":{{{PromptTokens}}},"completion_tokens":{{{CompletionTokens}}},"total_tokens":{{{TotalTokens}}},
          "prompt_tokens_details":{"cached_tokens":{{{CachedTokens}}}},"completion_tokens_details":{"reasoning_tokens":{{{ReasoningTokens}}}}},
         "x_unknown":{"one":1.0,"hundred":1e2,"precise":0.10000000000000000000001,"big":123456789012345678901234567890,"escaped":"\u0041\/"} }
        """;

    /// <summary>An error as OpenAI sends it.</summary>
    public static string Error(string message, string? type = null, string? code = null) =>
        $$$"""{"error":{"message":{{{Json(message)}}},"type":{{{Json(type)}}},"param":null,"code":{{{Json(code)}}}}}""";

    private static string Json(string? text) => JsonSerializer.Serialize(text);
}
