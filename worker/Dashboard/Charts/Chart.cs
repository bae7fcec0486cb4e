using System.Collections.Immutable;

namespace Dispatch.Worker.Dashboard.Charts;

/// <summary>Values over a time that ends now.</summary>
internal sealed record Chart
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>The value of now, or of the whole time; without a unit.</summary>
    public required string Headline { get; init; }

    /// <summary>What the headline is counted in.</summary>
    public required string Unit { get; init; }

    /// <summary>The time that it covers.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>The axis of the values.</summary>
    public required ChartScale Scale { get; init; }

    /// <summary>The lines, the one that matters most first.</summary>
    public required ImmutableArray<ChartLine> Lines { get; init; }

    /// <summary>Values are parts of one, shown as per cent.</summary>
    public bool InPercent { get; init; }

    /// <summary>In one sentence, for those who can't see it.</summary>
    public string Summary =>
        $"{Title}, the last {ChartTime.Name(Window)}: {Headline} {Unit}{(Lines.Length > 1 ? $"; {string.Join(", ", Lines.Select(line => $"{line.Name} {line.Latest}"))}" : "")}";
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Style">Its colour, by the name of a style.</param>
/// <param name="Latest">Its last value, for people.</param>
/// <param name="Values">Its values, evenly spaced, the last one now; null where nothing is known.</param>
internal sealed record ChartLine(string Name, string Style, string Latest, ImmutableArray<double?> Values);
