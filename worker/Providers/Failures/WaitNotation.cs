using System.Buffers;
using System.Globalization;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>
/// The notations in which providers write a wait. What lies in the past is zero, and more than ten years are ten years; what means
/// nothing is null, and so is an instant where the present is not known.
/// </summary>
internal static class WaitNotation
{
    // Far beyond any use, and still safe to add to an instant.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private const double EpochSeconds = 1e9;
    private const double EpochMilliseconds = 1e11;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly string[] HttpDates = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];
    private static readonly string[] InternetDates = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd 'at' HH:mm 'UTC'"];

    /// <summary>The value of <c>Retry-After</c>: seconds, also with a fraction, or one of the three HTTP dates.</summary>
    public static TimeSpan? SecondsOrDate(string? text, DateTimeOffset? now) =>
        Number(text) is { } seconds ? Seconds(seconds) : Until(text, HttpDates, now);

    /// <summary>The value of <c>retry-after-ms</c>: milliseconds, also with a fraction.</summary>
    public static TimeSpan? Milliseconds(string? text) => Number(text) is { } milliseconds ? Seconds(milliseconds / 1000) : null;

    /// <summary>
    /// The value of a reset header: a duration as in <c>6m0s</c> or <c>250ms</c>, plain seconds, the seconds or milliseconds since 1970
    /// (told apart by their size), or an RFC 3339 instant.
    /// </summary>
    public static TimeSpan? Reset(string? text, DateTimeOffset? now) => Number(text) switch
    {
        { } epoch and >= EpochSeconds => now is { } present
            ? Seconds((epoch >= EpochMilliseconds ? epoch / 1000 : epoch) - (present.ToUnixTimeMilliseconds() / 1000d))
            : null,
        { } seconds => Seconds(seconds),
        null => Duration(text) ?? Instant(text, now),
    };

    /// <summary>An instant as in <c>2024-03-26T20:00:00Z</c> or <c>2026-04-01 at 00:00 UTC</c>.</summary>
    public static TimeSpan? Instant(string? text, DateTimeOffset? now) => Until(text, InternetDates, now);

    /// <summary>A duration in parts with units: <c>7.66s</c>, <c>1h2m3.5s</c>, <c>250ms</c>, <c>2d</c>.</summary>
    public static TimeSpan? Duration(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
            return null;

        var seconds = 0d;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !Amount(text[..digits], out var amount))
                return null;

            text = text[digits..];
            var letters = text.IndexOfAny(Digits) is >= 0 and var next ? next : text.Length;
            if (SecondsIn(text[..letters]) is not { } unit)
                return null;

            seconds += amount * unit;
            text = text[letters..];
        }

        return Seconds(seconds);
    }

    private static bool Amount(ReadOnlySpan<char> text, out double amount) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);

    private static double? SecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => null,
    };

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));

    private static TimeSpan? Until(string? text, string[] formats, DateTimeOffset? now)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return now is { } present && DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, Styles, out var instant)
            ? Seconds((instant - present).TotalSeconds)
            : null;
    }
}
