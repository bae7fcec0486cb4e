using System.Globalization;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Instants and times as people read them.</summary>
internal static class TimeText
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>With the two units that say most: <c>350 ms</c>, <c>1.2 s</c>, <c>48 s</c>, <c>3 min 5 s</c>, <c>2 h 10 min</c>, <c>4 d</c>.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        _ when time < TimeSpan.Zero => $"−{Span(-time)}",
        { TotalSeconds: < 0.9995 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        { TotalSeconds: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => Pair((long)time.TotalMinutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } => Pair((long)time.TotalHours, "h", time.Minutes, "min"),
        _ => Pair((long)time.TotalDays, "d", time.Hours, "h"),
    };

    /// <summary>In whole units: <c>just now</c>, <c>12 s ago</c>, <c>3 min ago</c>; of what is to come <c>in 3 min</c>.</summary>
    public static string Distance(DateTimeOffset at, DateTimeOffset now)
    {
        var passed = now - at;
        if (passed.Duration() < Moment)
            return "just now";

        return passed > TimeSpan.Zero ? $"{Whole(passed)} ago" : $"in {Whole(-passed)}";
    }

    /// <summary><c>2026-03-01 12:00:05 UTC</c>.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the attribute <c>datetime</c>.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Whole(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{(long)time.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(long)time.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(long)time.TotalHours} h",
        _ => $"{(long)time.TotalDays} d",
    };

    private static string Pair(long large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
