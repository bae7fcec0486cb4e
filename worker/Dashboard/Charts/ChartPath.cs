using System.Globalization;
using System.Text;

namespace Dispatch.Worker.Dashboard.Charts;

/// <summary>Draws values as SVG paths, in a field of <see cref="Width"/> by <see cref="Height"/> with its origin at the top left.</summary>
internal static class ChartPath
{
    public const int Width = 1000;
    public const int Height = 100;

    /// <summary>A line through the values, which are evenly spaced; broken where there is none. A value that stands alone is a short dash.</summary>
    /// <param name="values">The values from 0 to <paramref name="top"/>, oldest first.</param>
    /// <param name="top">The value at the upper edge; more than 0.</param>
    public static string Line(IReadOnlyList<double?> values, double top)
    {
        var path = new StringBuilder();
        foreach (var (start, end) in Stretches(values))
        {
            for (var at = start; at < end; at++)
                Append(path, at == start ? 'M' : 'L', X(at, values.Count), Y(values[at]!.Value, top));
            if (end - start == 1)
                path.Append("h6");
        }

        return path.ToString();
    }

    /// <summary>The area below that line.</summary>
    public static string Area(IReadOnlyList<double?> values, double top)
    {
        var path = new StringBuilder();
        foreach (var (start, end) in Stretches(values))
        {
            Append(path, 'M', X(start, values.Count), Height);
            for (var at = start; at < end; at++)
                Append(path, 'L', X(at, values.Count), Y(values[at]!.Value, top));
            Append(path, 'L', X(end - 1, values.Count), Height);
            path.Append('Z');
        }

        return path.ToString();
    }

    private static IEnumerable<(int Start, int End)> Stretches(IReadOnlyList<double?> values)
    {
        for (var start = 0; start < values.Count; start++)
        {
            if (values[start] is null)
                continue;

            var end = start + 1;
            while (end < values.Count && values[end] is not null)
                end++;
            yield return (start, end);
            start = end;
        }
    }

    private static double X(int at, int count) => count < 2 ? 0 : (double)at * Width / (count - 1);

    private static double Y(double value, double top) => Height - (Math.Clamp(value / top, 0, 1) * Height);

    private static void Append(StringBuilder path, char command, double x, double y) =>
        path.Append(CultureInfo.InvariantCulture, $"{command}{x:0.#} {y:0.##}");
}
