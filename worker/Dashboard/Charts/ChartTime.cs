using System.Collections.Immutable;

namespace Dispatch.Worker.Dashboard.Charts;

/// <summary>The times that charts cover.</summary>
internal static class ChartTime
{
    /// <summary>Those to choose from; the first is the default.</summary>
    public static ImmutableArray<TimeSpan> Windows { get; } = [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    /// <summary>In how many values a window is cut.</summary>
    public const int Values = 90;

    /// <summary><c>15 min</c>, <c>6 h</c>.</summary>
    public static string Name(TimeSpan window) => window.TotalHours < 1 ? $"{window.TotalMinutes:0} min" : $"{window.TotalHours:0.##} h";

    /// <summary>As it stands in URLs: <c>15min</c>, <c>6h</c>.</summary>
    public static string Token(TimeSpan window) => Name(window).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The window of this token; the default for any other text.</summary>
    public static TimeSpan Parse(string? token) => Windows.FirstOrDefault(window => Token(window) == token, Windows[0]);

    /// <summary>Marks on the axis of time: where they stand, from 0 to 1, and what they say.</summary>
    public static IEnumerable<(double At, string Label)> Marks(TimeSpan window)
    {
        const int Parts = 3;
        for (var part = 0; part < Parts; part++)
            yield return ((double)part / Parts, $"−{Name(window * (Parts - part) / Parts)}");
        yield return (1, "now");
    }
}
