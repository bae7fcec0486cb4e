using static Dispatch.Contracts.FailureKind;

namespace Dispatch.Worker.Tests.Providers.Failures.Samples;

internal static class AnthropicSamples
{
    public static FailureSample[] All { get; } =
    [
        new("Anthropic: no credit comes as 400", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."},"request_id":"req_1"}""",
            QuotaExceeded, "https://github.com/anthropics/claude-code/issues/66314"),
        new("Anthropic: the account's own limit of the month comes as 400", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."}}""",
            QuotaExceeded, "https://github.com/anthropics/claude-code/issues/38035") { Wait = 30.5 * 86_400 },
        new("Anthropic: billing", 402,
            """{"type":"error","error":{"type":"billing_error","message":"There is an issue with your billing."}}""",
            QuotaExceeded, "https://docs.claude.com/en/api/errors"),
        new("Anthropic: overloaded", 529,
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""",
            Transient, "https://github.com/anthropics/claude-code/issues/35792"),
        new("Anthropic: overloaded in another status", 400,
            """{"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""",
            Transient, "https://github.com/anthropics/claude-code/issues/39757"),
        new("Anthropic: at fault itself", 500,
            """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""",
            Transient, "https://docs.claude.com/en/api/errors"),
        new("Anthropic: it took too long", 504,
            """{"type":"error","error":{"type":"timeout_error","message":"Request timed out"}}""",
            Transient, "https://docs.claude.com/en/api/errors"),
        new("Anthropic: a prompt that is too long", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"},"request_id":"req_1"}""",
            ContextLengthExceeded, "https://github.com/anthropics/claude-code/issues/12186"),
        new("Anthropic: prompt and answer together too long", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease them"}}""",
            ContextLengthExceeded, "https://github.com/docker/docker-agent/issues/569"),
        new("Anthropic: a body above 32 MB", 413,
            """{"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""",
            ModelUnavailable, "https://github.com/anthropics/anthropic-sdk-python/issues/938"),
        new("Anthropic: a context that is too long comes as 413 too", 413,
            """{"type":"error","error":{"type":"invalid_request_error","message":"Request size exceeds model context window"},"request_id":"req_1"}""",
            ContextLengthExceeded, "https://github.com/anthropics/claude-code/issues/6380"),
        new("Anthropic: a long context that the plan does not include comes as 429", 429,
            """{"type":"error","error":{"type":"rate_limit_error","message":"Extra usage is required for long context requests."},"request_id":"req_1"}""",
            ModelUnavailable, "https://github.com/anthropics/claude-code/issues/29584"),
        new("Anthropic: input tokens per minute", 429,
            """{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed the rate limit of 1,000,000 input tokens per minute."}}""",
            RateLimited, "https://github.com/whoz-oss/coday/issues/110")
        {
            Headers =
            [
                ("anthropic-ratelimit-input-tokens-remaining", "0"), ("anthropic-ratelimit-input-tokens-reset", "2026-03-01T12:01:03Z"),
                ("anthropic-ratelimit-requests-remaining", "4000"), ("anthropic-ratelimit-requests-reset", "2026-03-01T12:00:00Z"),
                ("retry-after", "16"),
            ],
            Wait = 16,
        },
        new("Anthropic: requests per minute, without Retry-After", 429,
            """{"type":"error","error":{"type":"rate_limit_error","message":"Number of requests has exceeded your per-minute rate limit."}}""",
            RateLimited, "https://github.com/anthropics/anthropic-sdk-typescript/issues/357")
        {
            Headers =
            [
                ("anthropic-ratelimit-requests-remaining", "0"), ("anthropic-ratelimit-requests-reset", "2026-03-01T12:00:01Z"),
                ("anthropic-ratelimit-tokens-remaining", "16000"), ("anthropic-ratelimit-tokens-reset", "2026-03-01T12:00:40Z"),
            ],
            Wait = 1,
        },
        new("Anthropic: a rate limit behind an OpenAI-compatible front", 429,
            """{"error":{"code":"rate_limit_error","message":"This request would exceed the rate limit for your organization.","type":"invalid_request_error","param":null}}""",
            RateLimited, "https://github.com/FoundationAgents/OpenManus/issues/746"),
        new("Anthropic: an unknown model", 404,
            """{"type":"error","error":{"type":"not_found_error","message":"model: sonnet4"}}""",
            ModelUnavailable, "https://github.com/anthropics/claude-code/issues/5349"),
        new("Anthropic: a bad key", 401,
            """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""",
            Credential, "https://docs.claude.com/en/api/errors"),
        new("Anthropic: a token without the scope", 403,
            """{"type":"error","error":{"type":"permission_error","message":"OAuth token does not meet scope requirement user:inference"},"request_id":"req_1"}""",
            Credential, "https://github.com/can1357/oh-my-pi/issues/38"),
        new("Anthropic: a withheld answer", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"},"request_id":"req_1"}""",
            ContentFiltered, "https://github.com/anthropics/claude-code/issues/58367"),
        new("Anthropic: a request of a wrong shape", 400,
            """{"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}""",
            InvalidRequest, "https://docs.claude.com/en/api/errors"),
    ];
}
