using Dispatch.Contracts;
using Dispatch.Worker.Providers.Failures;

namespace Dispatch.Worker.Tests.Providers.Failures;

public sealed class RetryHintTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after-ms: 250; Retry-After: 7", 0.25)]
    [InlineData("retry-after-ms: soon; Retry-After: 7", 7)]
    [InlineData("x-ms-retry-after-ms: 1500; Retry-After: 7", 1.5)]
    [InlineData("Retry-After: 7; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", 7)]
    [InlineData("Retry-After: 18000", 18_000)]
    [InlineData("retry-after-ms: -4", 0)]
    public void What_is_said_outright_comes_first(string headers, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Find(FailureKind.RateLimited, headers));

    [Theory]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 9; x-ratelimit-reset-tokens: 6m0s", 1)]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", 360)]
    [InlineData("x-ratelimit-remaining-requests: 5; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 9; x-ratelimit-reset-tokens: 6m0s", 360)]
    [InlineData("x-ratelimit-reset-requests: 1s; x-ratelimit-reset-tokens: 250ms", 1)]
    [InlineData("anthropic-ratelimit-output-tokens-remaining: 0; anthropic-ratelimit-output-tokens-reset: 2026-03-01T12:00:20Z", 20)]
    [InlineData("x-ratelimit-remaining: 0; x-ratelimit-reset: 1772366430000", 30)]
    [InlineData("x-ratelimit-remaining: 0; x-ratelimit-reset: 1772366430", 30)]
    [InlineData("ratelimit-remaining: 0; ratelimit-reset: 50", 50)]
    [InlineData("x-ratelimit-remaining: 0; x-ratelimit-reset: 1772366000", 0)]
    public void The_limit_of_which_nothing_is_left_counts_or_else_the_latest_reset(string headers, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Find(FailureKind.RateLimited, headers));

    [Theory]
    [InlineData("x-ratelimit-remaining: 0; x-ratelimit-reset: 1772409600000", 43_200.0)]
    [InlineData("x-ratelimit-remaining-requests: 9999; x-ratelimit-reset-requests: 120ms", null)]
    [InlineData("x-ratelimit-reset-requests: 120ms", null)]
    public void The_limit_of_the_minute_says_nothing_of_a_quota(string headers, double? seconds) =>
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : (TimeSpan?)null, Find(FailureKind.QuotaExceeded, headers));

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.InvalidRequest)]
    [InlineData(FailureKind.ContextLengthExceeded)]
    public void A_reset_says_nothing_where_no_limit_was_met(FailureKind kind)
    {
        Assert.Null(Find(kind, "x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s"));
        Assert.Null(Find(kind, "", new ErrorBody { RetryDelay = "39s", Message = "Please try again in 7s." }));
        Assert.Equal(TimeSpan.FromSeconds(3), Find(kind, "Retry-After: 3"));
    }

    [Theory]
    [InlineData("Please try again in 7.66s. Visit the console.", 7.66)]
    [InlineData("Please try again in 250ms.", 0.25)]
    [InlineData("Please try again in 1h2m3.5s", 3_723.5)]
    [InlineData("Please retry in 39.588s.", 39.588)]
    [InlineData("Please retry after 45 seconds.", 45.0)]
    [InlineData("Try again in 2 minutes.", 120.0)]
    [InlineData("Please wait 40000 seconds before retrying.", 40_000.0)]
    [InlineData("You will regain access on 2026-03-02 at 00:00 UTC.", 43_200.0)]
    [InlineData("Please try again in 20.", null)]
    [InlineData("Please try again later.", null)]
    [InlineData("Please retry shortly.", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_words_count_where_no_header_is_surer(string? message, double? seconds)
    {
        var error = new ErrorBody { Message = message };

        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : (TimeSpan?)null, Find(FailureKind.RateLimited, "", error));
        Assert.Equal(TimeSpan.FromSeconds(5), Find(FailureKind.RateLimited, "Retry-After: 5", error));
    }

    [Fact]
    public void The_words_speak_of_this_request_and_a_full_bucket_does_not() =>
        Assert.Equal(
            TimeSpan.FromSeconds(18),
            Find(
                FailureKind.RateLimited,
                "x-ratelimit-remaining-tokens: 900; x-ratelimit-reset-tokens: 6m0s",
                new ErrorBody { Message = "Please try again in 18s." }));

    [Fact]
    public void A_limit_of_the_day_is_not_over_within_a_minute()
    {
        var error = new ErrorBody { RetryDelay = "39s", IsDailyQuota = true };

        Assert.Null(Find(FailureKind.QuotaExceeded, "", error));
        Assert.Equal(TimeSpan.FromHours(5), Find(FailureKind.QuotaExceeded, "", error with { RetryDelay = "18000s" }));
    }

    [Fact]
    public void An_instant_says_nothing_where_the_present_is_unknown()
    {
        const string Headers = "x-ratelimit-remaining: 0; x-ratelimit-reset: 1772366430; Retry-After: Sun, 01 Mar 2026 12:00:30 GMT";

        Assert.Null(RetryHint.Find(FailureKind.RateLimited, Header(Headers), ErrorBody.Empty, now: null));
    }

    private static TimeSpan? Find(FailureKind kind, string headers, ErrorBody? error = null) =>
        RetryHint.Find(kind, Header(headers), error ?? ErrorBody.Empty, Now);

    private static Func<string, string?> Header(string headers)
    {
        var values = headers.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(header => header.Split(": ", 2))
            .ToDictionary(header => header[0], header => header[1], StringComparer.OrdinalIgnoreCase);
        return name => values.GetValueOrDefault(name);
    }
}
