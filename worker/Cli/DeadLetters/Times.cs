using System.Globalization;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Reads instants.</summary>
internal static class Times
{
    /// <summary>A time of ISO 8601, of UTC where it has no zone; or how long before <paramref name="now"/>. Null: nothing is written.</summary>
    /// <exception cref="RefusedException">It is neither.</exception>
    public static DateTimeOffset? Read(string option, string? written, DateTimeOffset now)
    {
        if (written is null)
            return null;
        if (Duration.TryParse(written, out var ago) && ago < now - DateTimeOffset.MinValue)
            return now - ago;
        if (TryInstant(written, out var at))
            return at;

        throw new RefusedException($"{option} is '{SafeText.Line(written)}'; write a time such as 2026-03-01T12:00:00Z or 2026-03-01, or how long ago: 30m, 2h, 7d.");
    }

    /// <summary>An instant that is not relative.</summary>
    public static bool TryInstant(string written, out DateTimeOffset at) => DateTimeOffset.TryParse(
        written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}
