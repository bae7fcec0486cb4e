using System.Globalization;

namespace Dispatch.Worker.Providers;

/// <summary>Reads the <c>Retry-After</c> header.</summary>
internal static class RetryAfter
{
    // Far beyond any use, and still safe to add to an instant.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly string[] DateFormats = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>
    /// Seconds, also with a fraction, or one of the three HTTP dates, as a time from <paramref name="now"/> on; what lies in the past
    /// is zero, and more than ten years are ten years. null where the header is missing or means nothing.
    /// </summary>
    public static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        if (double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds)) : null;

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (!DateTimeOffset.TryParseExact(header, DateFormats, CultureInfo.InvariantCulture, Styles, out var instant))
            return null;

        var wait = instant - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
