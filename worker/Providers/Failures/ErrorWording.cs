using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>
/// What the providers' messages mean, where no code says it. A phrase stands at the start of the message, so that a prompt which the
/// message quotes further on is not taken for the provider's own words. A <c>*</c> is one word without white space; case and the
/// shape of an apostrophe don't matter.
/// </summary>
internal static class ErrorWording
{
    private static readonly (FailureKind Kind, string[] Phrases)[] Table =
    [
        (FailureKind.ContextLengthExceeded,
        [
            "This model's maximum context length is", // OpenAI, vLLM, DeepSeek
            "This endpoint's maximum context length is", // OpenRouter
            "This model's maximum prompt length is", // xAI
            "Your input exceeds the context window",
            "'max_tokens' or 'max_completion_tokens' is too large: * This model's maximum context length is", // vLLM
            "max_tokens must be at least 1, got -", // vLLM: the prompt alone is too long
            "You passed * input tokens and requested * output tokens. However, the model's context length is only", // vLLM
            "The decoder prompt (length *) is longer than the maximum model length", // vLLM
            "prompt is too long", // Anthropic
            "input length and `max_tokens` exceed context limit", // Anthropic
            "Request size exceeds model context window", // Anthropic
            "The input token count", // Gemini
            "Unable to submit request because the input token count is", // Vertex AI
            "Input is too long for requested model", // Bedrock
            "The model returned the following errors: Input is too long", // Bedrock
            "Please reduce the length of the messages", // Groq
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <=", // Together, TGI
            "Input validation error: `inputs` must have less than", // TGI
            "the request exceeds the available context size", // llama.cpp
            "request (* tokens) exceeds the available context size", // llama.cpp
            "Context size has been exceeded", // llama.cpp
            "too many tokens: total number of tokens", // Cohere
        ]),
        (FailureKind.QuotaExceeded,
        [
            "Your credit balance is too low", // Anthropic
            "You have reached your specified API usage limits", // Anthropic
            "Insufficient Balance", // DeepSeek
            "Insufficient credits", // OpenRouter
            "Billing hard limit has been reached", // OpenAI
            "Your account is not active, please check your billing details", // OpenAI
            "Rate limit exceeded: free-models-per-day", // OpenRouter
            "Account * is suspended, possibly due to reaching the monthly spending limit", // Fireworks
            "Your newly created team doesn't have any credits", // xAI
            "You have run out of credits", // xAI
            "Too many tokens per day", // Bedrock
        ]),
        (FailureKind.Credential,
        [
            "API key not valid", // Gemini
            "API key not found", // Gemini
            "API key expired", // Gemini
            "Incorrect API key provided", // OpenAI, xAI
            "invalid x-api-key", // Anthropic
        ]),
        (FailureKind.ModelUnavailable,
        [
            "User location is not supported", // Gemini
            "Country, region, or territory not supported", // OpenAI
            "models/* is not found for API version", // Gemini
            "* is not a valid model ID", // OpenRouter
            "Model * is not available", // OpenRouter
            "The model * does not exist", // OpenAI, Groq, vLLM, xAI
            "The model * has been decommissioned", // Groq
            "Project * does not have access to model", // OpenAI
            "Invalid model: ", // Mistral
            "The provided model identifier is invalid", // Bedrock
            "The provided model doesn't support on-demand throughput", // Bedrock
            "Invocation of model ID * with on-demand throughput isn't supported", // Bedrock
            "This action doesn't support the model that you provided", // Bedrock
            "You don't have access to the model with the specified model ID", // Bedrock
            "Model access is denied due to", // Bedrock
        ]),
        (FailureKind.ContentFiltered,
        [
            "Invalid prompt: your prompt was flagged", // OpenAI
            "Your request was rejected as a result of our safety system", // OpenAI
            "The response was filtered due to the prompt triggering", // Azure
            "Output blocked by content filtering policy", // Anthropic
            "This content was flagged for possible", // OpenAI by way of OpenRouter
        ]),
    ];

    /// <summary>The meaning of a message that starts with a phrase of the table; null where it starts with none.</summary>
    public static FailureKind? KindOf(string? message)
    {
        if (message is null)
            return null;

        foreach (var (kind, phrases) in Table)
        {
            if (StartsWithOneOf(message, phrases))
                return kind;
        }

        return null;
    }

    /// <summary>Whether a message starts with one of the phrases; a <c>*</c> in a phrase is one word.</summary>
    public static bool StartsWithOneOf(string? message, IEnumerable<string> phrases)
    {
        var text = message?.Trim().Replace('\u2019', '\'');
        return text is not null && phrases.Any(phrase => Starts(text, phrase));
    }

    private static bool Starts(ReadOnlySpan<char> text, ReadOnlySpan<char> phrase)
    {
        while (true)
        {
            var star = phrase.IndexOf('*');
            var part = star < 0 ? phrase : phrase[..star];
            if (!text.StartsWith(part, StringComparison.OrdinalIgnoreCase))
                return false;

            if (star < 0)
                return true;

            text = text[part.Length..];
            phrase = phrase[(star + 1)..];
            text = text[WordBefore(text, phrase)..];
        }
    }

    // The length of the word at the start, without what the phrase wants right behind it, such as a bracket.
    private static int WordBefore(ReadOnlySpan<char> text, ReadOnlySpan<char> phrase)
    {
        var end = text.IndexOfAny(' ', '\n', '\t');
        var word = end < 0 ? text.Length : end;
        if (phrase.IsEmpty || phrase[0] == ' ')
            return word;

        var next = text[..word].LastIndexOf(phrase[0]);
        return next < 0 ? word : next;
    }
}
