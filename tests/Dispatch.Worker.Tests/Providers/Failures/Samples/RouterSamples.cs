using static Dispatch.Contracts.FailureKind;

namespace Dispatch.Worker.Tests.Providers.Failures.Samples;

/// <summary>OpenRouter, and what stands before a provider: Cloudflare and nginx.</summary>
internal static class RouterSamples
{
    private const string Errors = "https://openrouter.ai/docs/errors";
    private const string Cloudflare = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/";

    public static FailureSample[] All { get; } =
    [
        new("OpenRouter: no such model comes as 400", 400,
            """{"error":{"message":"openrouter/google/gemini-2.5-flash is not a valid model ID","code":400}}""",
            ModelUnavailable, "https://github.com/RightNow-AI/openfang/issues/100"),
        new("OpenRouter: a model that was taken away", 400,
            """{"error":{"message":"Model meta/meta-llama-3-8b-instruct is not available","code":400},"user_id":"user_1"}""",
            ModelUnavailable, "https://github.com/deeterbleater/deertick/issues/13"),
        new("OpenRouter: nobody who can do it", 404,
            """{"error":{"message":"No endpoints found that support tool use.","code":404}}""",
            ModelUnavailable, "https://github.com/Routstr/routstr-core/issues/554"),
        new("OpenRouter: a context that is too long", 400,
            """{"error":{"message":"This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens.","code":400}}""",
            ContextLengthExceeded, "https://github.com/refly-ai/refly/issues/1177"),
        new("OpenRouter: no credit", 402,
            """{"error":{"message":"Insufficient credits. This account never purchased credits.","code":402}}""",
            QuotaExceeded, "https://github.com/Gitlawb/openclaude/issues/43"),
        new("OpenRouter: not enough credit for this request", 402,
            """{"error":{"message":"This request requires more credits, or fewer max_tokens. You requested up to 4096 tokens, but can only afford 222.","code":402}}""",
            QuotaExceeded, "https://github.com/continuedev/continue/issues/11154"),
        new("OpenRouter: the free requests of the day, with the reset in the body", 429,
            """{"error":{"message":"Rate limit exceeded: free-models-per-day","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"50","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1772409600000"}}},"user_id":"user_1"}""",
            QuotaExceeded, "https://github.com/Gitlawb/openclaude/issues/936") { Wait = 43_200 },
        new("OpenRouter: a rate limit of the provider behind it, in words", 429,
            """{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"z-ai/glm is temporarily rate-limited. Please retry shortly.","provider_name":"BaseTen","limit_source":"upstream_provider_shared_pool"}}}""",
            RateLimited, "https://github.com/open-webui/computer/issues/293"),
        new("OpenRouter: an invalid request, by the error of the provider behind it", 400,
            """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Model 'kimi' supports at most 1 image per prompt.\"}}","provider_name":"Crucible"}}}""",
            InvalidRequest, "https://github.com/diegosouzapw/OmniRoute/issues/3044"),
        new("OpenRouter: a region that the provider behind it does not serve", 400,
            """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\n \"error\": {\n \"code\": 400, \"message\": \"User location is not supported for the API use.\", \"status\": \"FAILED_PRECONDITION\"\n }\n}\n","provider_name":"Google AI Studio"}}}""",
            ModelUnavailable, "https://github.com/langgenius/dify/issues/25946"),
        new("OpenRouter: moderation comes as 403", 403,
            """{"error":{"code":403,"message":"The model requires moderation. Your input was flagged for \"violence\".","metadata":{"reasons":["violence"],"flagged_input":"kill ... api key","provider_name":"OpenAI","model_slug":"openai/gpt-4o"}}}""",
            ContentFiltered, Errors),
        new("OpenRouter: a bad key", 401, """{"error":{"message":"No auth credentials found","code":401}}""", Credential, Errors),
        new("OpenRouter: the model is down", 502, """{"error":{"message":"Provider returned error","code":502}}""", Transient, Errors),
        new("OpenRouter: nobody to route to", 503, """{"error":{"message":"No instances available","code":503}}""", Transient, Errors)
        {
            Headers = [("Retry-After", "10")], Wait = 10,
        },
        new("Cloudflare: the origin answers nothing it knows", 520, "<html><title>520: unknown error</title></html>", Transient, Cloudflare),
        new("Cloudflare: the origin is down", 521, "error code: 521", Transient, Cloudflare),
        new("Cloudflare: the origin takes too long", 524, "error code: 524", Transient, Cloudflare),
        new("Cloudflare: an error of its own", 530, "error code: 1016", Transient, Cloudflare),
        new("nginx: a body above its own limit", 413, "<html><head><title>413 Request Entity Too Large</title></head></html>",
            ModelUnavailable, "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size"),
        new("nginx: it says that the client has gone", 499, "", Transient, "https://github.com/cohere-ai/cohere-developer-experience/pull/189"),
    ];
}
