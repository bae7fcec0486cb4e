using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dispatch.Worker.Configuration;

/// <summary>A length of time as it is written in the file: <c>250ms</c>, <c>1.5s</c>, <c>5m</c>, <c>1h30m</c>, <c>30d</c>.</summary>
internal static partial class Duration
{
    /// <summary>What a text must match; the units go from the largest to the smallest, each once at most.</summary>
    public const string Pattern =
        "^(?=.)([0-9]+(\\.[0-9]+)?d)?([0-9]+(\\.[0-9]+)?h)?([0-9]+(\\.[0-9]+)?m)?([0-9]+(\\.[0-9]+)?s)?([0-9]+(\\.[0-9]+)?ms)?$";

    /// <summary>Keeps the sum within a decimal; far more than a duration can hold in any unit that it is used with.</summary>
    private const decimal MaxAmount = long.MaxValue / 1000;

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        // '$' also matches before a last line break.
        if (text.EndsWith('\n') || !Whole().IsMatch(text))
            return false;

        var ticks = 0m;
        foreach (var part in Part().EnumerateMatches(text))
        {
            var token = text.AsSpan(part.Index, part.Length);
            var digits = token.TrimEnd("dhms");
            var unit = token[digits.Length..].ToString();
            if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount > MaxAmount)
                return false;
            ticks += amount * Array.Find(Units, known => known.Name == unit).Ticks;
        }

        return TryFromTicks(ticks, out duration);
    }

    public static bool TryFromSeconds(decimal seconds, out TimeSpan duration)
    {
        duration = default;
        return seconds >= 0 && seconds < long.MaxValue / TimeSpan.TicksPerSecond && TryFromTicks(seconds * TimeSpan.TicksPerSecond, out duration);
    }

    /// <summary>Writes a duration so that <see cref="TryParse"/> reads the same one; none is negative.</summary>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero)
            return "0s";

        var text = new StringBuilder();
        var rest = duration.Ticks;
        foreach (var (name, ticks) in Units.SkipLast(1))
        {
            if (rest >= ticks)
                text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{name}");
            rest %= ticks;
        }

        if (rest > 0)
            text.Append(CultureInfo.InvariantCulture, $"{(decimal)rest / TimeSpan.TicksPerMillisecond:0.####}ms");
        return text.ToString();
    }

    private static bool TryFromTicks(decimal ticks, out TimeSpan duration)
    {
        var fits = ticks <= long.MaxValue;
        duration = fits ? TimeSpan.FromTicks((long)decimal.Round(ticks)) : default;
        return fits;
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex("[0-9.]+(ms|[dhms])", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
