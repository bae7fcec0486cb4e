using System.Collections.Frozen;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>
/// What providers say of a request that they or the model can't serve and another may well: a field or a part that the model does not
/// take, a longer answer than it gives, a body larger than the provider lets in, more than the account's limit of a whole minute.
/// </summary>
internal static class MemberLimits
{
    private static readonly FrozenSet<string> Codes = FrozenSet.ToFrozenSet(
        ["unsupported_parameter", "unsupported_value", "request_too_large", "tokens_limit_reached"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Phrases =
    [
        "Request too large for", // Groq, OpenAI: above the limit of a whole minute, so no wait helps
        "Extra usage is required for long context requests", // Anthropic
        "max_completion_tokens must be less than or equal to", // Groq
        "max_tokens is too large", // OpenAI
        "max_tokens: * > *, which is the maximum", // Anthropic
        "Invalid max_tokens value, the valid range", // DeepSeek
        "The maximum tokens you requested exceeds the model limit", // Bedrock
        "Unsupported parameter: ", // OpenAI
        "Unsupported value: ", // OpenAI
        "Invalid content type. image_url is only supported by certain models", // OpenAI
        "image_url is only supported by certain models",
        "This model does not support", // Anthropic, Groq
        "* does not support tools", // Ollama
        "registry.ollama.ai/* does not support", // Ollama
        "\"auto\" tool choice requires", // vLLM
        "No endpoints found that support", // OpenRouter
        "No such File object", // OpenAI: the file is in another account
        "`temperature` is deprecated for this model", // Anthropic
        "`temperature` and `top_p` cannot both be specified", // Anthropic
    ];

    /// <summary>The error is of that sort.</summary>
    public static bool Say(ErrorBody error) => error.Codes.Any(Codes.Contains) || ErrorWording.StartsWithOneOf(error.Message, Phrases);
}
