using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers.Failures;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Whether an answer with the status of a success is one: of the shape of its endpoint, and it says something.</summary>
internal static class AnswerCheck
{
    private const string Completions = "/v1/completions";
    private const string Embeddings = "/v1/embeddings";
    private const string Responses = "/v1/responses";

    // Gemini hands its own reasons on in capitals, also behind "content_filter: ".
    private static readonly HashSet<string> Refusals = new(StringComparer.OrdinalIgnoreCase)
    {
        "content_filter", "safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety", "refusal",
        "guardrail_intervened",
    };

    /// <summary>What is wrong with an answer of <paramref name="endpoint"/>; null where nothing is. Never throws.</summary>
    public static ProviderReply.Failed? Flaw(int status, string endpoint, JsonElement answer, DateTimeOffset? now)
    {
        if (IsError(answer))
            return FailureClassifier.Classify(status, ErrorBodyReader.Read(answer), now);

        return endpoint switch
        {
            CompletionRequest.ChatCompletions => OfChoices(status, answer, SaysInMessage),
            Completions => OfChoices(status, answer, choice => choice.HasText("text")),
            Embeddings => answer.HasItems("data") ? null : Invalid(status, "The answer has no embedding."),
            Responses => OfResponse(status, answer),
            _ => null,
        };
    }

    private static bool IsError(JsonElement answer) =>
        answer.Find("error") is { } error
            ? error.ValueKind == JsonValueKind.Object ? error.EnumerateObject().Any() : error.IsText()
            : answer.FindText("object") == "error" || answer.FindText("type") == "error";

    private static ProviderReply.Failed? OfChoices(int status, JsonElement answer, Func<JsonElement, bool> says)
    {
        if (!answer.HasItems("choices"))
            return Invalid(status, "The answer has no choices.");

        var said = false;
        string? ended = null;
        foreach (var choice in answer.FindItems("choices"))
        {
            var reason = choice.FindText("finish_reason");
            if (reason == "error")
            {
                var text = ErrorBodyReader.Read(choice).Message;
                return Invalid(status, text is null ? "The answer ended in an error." : $"The answer ended in an error: {text}");
            }

            said |= says(choice);
            ended ??= reason;
        }

        return said ? null : Silent(status, ended);
    }

    private static ProviderReply.Failed? OfResponse(int status, JsonElement answer) =>
        answer.FindText("status") is { } state and ("failed" or "cancelled" or "queued" or "in_progress")
            ? Invalid(status, $"The response's status is {state}.")
            : answer.FindItems("output").Any(SaysItem)
                ? null
                : Silent(status, answer.Find("incomplete_details")?.FindText("reason"));

    private static ProviderReply.Failed Silent(int status, string? reason)
    {
        if (reason is not null && (Refusals.Contains(reason) || reason.StartsWith("content_filter", StringComparison.OrdinalIgnoreCase)))
            return new(FailureKind.ContentFiltered, status, RetryAfter: null, $"The answer is empty: it was withheld ({reason}).");

        // The request's own limit: asked again, it would be paid for again and say nothing again.
        return reason?.ToUpperInvariant() is "LENGTH" or "MAX_TOKENS" or "MAX_OUTPUT_TOKENS"
            ? new(FailureKind.ModelUnavailable, status, RetryAfter: null, $"The answer is empty: the token limit was used up before any content ({reason}).")
            {
                ConcernsRequestOnly = true,
            }
            : Invalid(status, "The answer is empty: it has no content.");
    }

    private static bool SaysInMessage(JsonElement choice) =>
        choice.Find("message") is { } message && Says(message);

    private static bool Says(JsonElement message) =>
        message.HasText("content")
        || message.HasItems("content")
        || message.HasText("refusal")
        || message.HasItems("tool_calls")
        || message.Find("function_call") is { ValueKind: JsonValueKind.Object }
        || message.Find("audio") is { ValueKind: JsonValueKind.Object }
        || message.HasItems("images");

    // Reasoning is no answer; a message is one if a part of it says something; a call of a function is one.
    private static bool SaysItem(JsonElement item) => item.FindText("type") switch
    {
        "reasoning" => false,
        "message" => item.FindItems("content").Any(part => part.Find("text") is null
            ? part.ValueKind == JsonValueKind.Object
            : part.HasText("text")),
        _ => item.ValueKind == JsonValueKind.Object,
    };

    private static ProviderReply.Failed Invalid(int status, string message) =>
        new(FailureKind.InvalidResponse, status, RetryAfter: null, message);
}
