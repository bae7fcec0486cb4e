using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Worker.Routing;
using Spectre.Console;

namespace Dispatch.Worker.Cli;

/// <summary>A routing group with what draws from it gave: as a table and a bar chart, or as JSON.</summary>
internal sealed record RouteReport
{
    /// <summary>Positions that have a column of their own; the mean position tells of the rest.</summary>
    private const int MaxColumns = 4;

    private static readonly Color[] Colours = [Color.Green, Color.Blue, Color.Yellow, Color.Aqua, Color.Fuchsia, Color.Grey];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [JsonPropertyName("routingGroup")]
    public required string Group { get; init; }

    [JsonPropertyName("draws")]
    public required int Draws { get; init; }

    [JsonPropertyName("members")]
    public required IReadOnlyList<MemberShares> Members { get; init; }

    public static RouteReport Create(RoutingGroup group, int draws, Random random) => new()
    {
        Group = group.Name,
        Draws = draws,
        Members =
        [
            .. group.Members.Zip(RouteShares.Draw(group, draws, random), (member, shares) => new MemberShares
            {
                Tier = group.Members.Select(other => other.Priority).Distinct().ToList().IndexOf(member.Priority) + 1,
                Priority = member.Priority,
                Provider = member.Provider,
                Model = member.Model,
                Weight = member.Weight,
                Positions = shares,
                MeanPosition = RouteShares.MeanPosition(shares),
            })
        ],
    };

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public void WriteTo(IAnsiConsole console)
    {
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"[bold]{Markup.Escape(Group)}[/]: who is asked 1st, 2nd, … when all before fail ({Draws:N0} draws)"));
        console.Write(Table());
        console.WriteLine();

        var chart = new BarChart().Width(60).Label("First attempt, % of requests").LeftAlignLabel().UseValueFormatter(Percent);
        foreach (var member in Members)
            chart.AddItem(Markup.Escape(member.Name), 100 * member.Positions[0], Colours[(member.Tier - 1) % Colours.Length]);
        console.Write(chart);
    }

    private Table Table()
    {
        var table = new Table().AddColumns("Tier", "Priority", "Member", "Model", "Weight");
        var columns = Math.Min(MaxColumns, Members.Count);
        for (var position = 1; position <= columns; position++)
            table.AddColumn(Ordinal(position));
        table.AddColumn("Mean");
        foreach (var column in table.Columns.Where((_, index) => index is not (2 or 3)))
            column.RightAligned();

        foreach (var member in Members)
        {
            string[] cells =
            [
                Text(member.Tier), Text(member.Priority), member.Provider, member.Model ?? "the request's", Text(member.Weight),
                .. member.Positions.Take(columns).Select(share => Percent(100 * share, CultureInfo.InvariantCulture)),
                member.MeanPosition.ToString("0.00", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Percent(double share, CultureInfo culture) => share.ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Ordinal(int position) => position switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => $"{position}th" };

    internal sealed record MemberShares
    {
        /// <summary>From 1, the highest priority.</summary>
        [JsonPropertyName("tier")]
        public required int Tier { get; init; }

        [JsonPropertyName("priority")]
        public required int Priority { get; init; }

        [JsonPropertyName("provider")]
        public required string Provider { get; init; }

        [JsonPropertyName("model")]
        public required string? Model { get; init; }

        [JsonPropertyName("weight")]
        public required double Weight { get; init; }

        /// <summary>The share of draws in which it is asked first, second, …</summary>
        [JsonPropertyName("positions")]
        public required double[] Positions { get; init; }

        [JsonPropertyName("meanPosition")]
        public required double MeanPosition { get; init; }

        [JsonIgnore]
        public string Name => Model is null ? Provider : $"{Provider} ({Model})";
    }
}
