using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>Finds how long a provider asks to be left alone.</summary>
internal static partial class RetryHint
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // What is left of a limit, and when it is whole again.
    private static readonly (string Remaining, string Reset)[] Limits =
    [
        ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
        ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
        ("x-rate-limit-remaining-tokens", "x-rate-limit-reset-tokens"),
        ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
        ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
        ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
        ("x-ratelimit-remaining", "x-ratelimit-reset"),
        ("ratelimit-remaining", "ratelimit-reset"),
    ];

    /// <summary>
    /// The wait, from the surest source that has one: <c>retry-after-ms</c>, <c>Retry-After</c>; and for a limit that was met also the
    /// body's RetryInfo, the reset of a limit of which nothing is left, the words of the message, and last, for a rate limit, the latest
    /// of all resets, which is when a bucket is full again and so the most that it can take. null where nothing is said.
    /// </summary>
    /// <param name="kind">What the failure means. Resets are sent with every answer, and are believed only where a limit was met.</param>
    /// <param name="header">Looks a response header up by name.</param>
    /// <param name="error">What the body says.</param>
    /// <param name="now">The present, which instants are counted from; null: they say nothing.</param>
    public static TimeSpan? Find(FailureKind kind, Func<string, string?> header, ErrorBody error, DateTimeOffset? now)
    {
        return WaitNotation.Milliseconds(Header("retry-after-ms"))
            ?? WaitNotation.Milliseconds(Header("x-ms-retry-after-ms"))
            ?? WaitNotation.SecondsOrDate(Header("Retry-After"), now)
            ?? (kind is FailureKind.RateLimited or FailureKind.QuotaExceeded ? OfLimit() : null);

        string? Header(string name) => header(name) ?? error.Headers.GetValueOrDefault(name);

        TimeSpan? OfLimit() =>
            Credible(WaitNotation.Duration(error.RetryDelay), error)
            ?? LatestReset(Header, now, isSpent: true)
            ?? Credible(InWords(error.Message, now), error)
            ?? (kind is FailureKind.RateLimited ? LatestReset(Header, now, isSpent: false) : null);
    }

    // Beside the limit of the day Gemini goes on naming the wait of the limit of the minute.
    private static TimeSpan? Credible(TimeSpan? wait, ErrorBody error) => error.IsDailyQuota && wait <= Minute ? null : wait;

    private static TimeSpan? LatestReset(Func<string, string?> header, DateTimeOffset? now, bool isSpent)
    {
        TimeSpan? latest = null;
        foreach (var (remaining, reset) in Limits)
        {
            if (Counts(header(remaining), isSpent) && WaitNotation.Reset(header(reset), now) is { } wait && !(wait < latest))
                latest = wait;
        }

        return latest;
    }

    // A negative count is how Azure says that there is no such limit.
    private static bool Counts(string? remaining, bool isSpent) =>
        double.TryParse(remaining, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            ? isSpent ? left == 0 : left > 0
            : !isSpent;

    private static TimeSpan? InWords(string? message, DateTimeOffset? now)
    {
        if (message is null)
            return null;

        if (AccessAgain().Match(message) is { Success: true } access)
            return WaitNotation.Instant(access.Groups["instant"].Value, now);

        if (TryAgain().Match(message) is not { Success: true } again)
            return null;

        var amount = again.Groups["amount"].Value.TrimEnd('.');
        var unit = again.Groups["unit"].Value is { Length: > 0 } word ? word[..1].ToLowerInvariant() : "";
        return WaitNotation.Duration(amount + unit) ?? WaitNotation.Duration(amount);
    }

    // "Please try again in 7.66s.", "Please retry in 39.58s.", "Please retry after 45 seconds.", "Please wait 20 seconds".
    [GeneratedRegex(
        @"(?:(?:try again|retry) (?:in|after)|please wait) (?<amount>\d[\d.dhms]*)(?: (?<unit>second|minute|hour|day))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TryAgain();

    // "You will regain access on 2026-04-01 at 00:00 UTC."
    [GeneratedRegex(
        @"regain access on (?<instant>\d{4}-\d\d-\d\d at \d\d:\d\d UTC)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AccessAgain();
}
