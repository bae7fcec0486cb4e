using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dispatch.Worker.Tests.Telemetry;

/// <summary>What is in <c>worker/Telemetry/Operations</c>.</summary>
internal static partial class OperationsFiles
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "worker", "Telemetry", "Operations"));

    public static JsonNode Dashboard => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dispatch.json")))!;

    /// <summary>The names of the metrics that a PromQL expression reads.</summary>
    public static IEnumerable<string> MetricsOf(string expression) =>
        Metric().Matches(Matchers().Replace(Groupings().Replace(expression, ""), "")).Select(match => match.Value).Distinct();

    /// <summary>Every expression of the dashboard's panels and of the alert rules.</summary>
    public static IEnumerable<string> Expressions() =>
        DashboardExpressions().Concat(Rule().Matches(File.ReadAllText(Path.Combine(Folder, "alerts.yml"))).Select(match => match.Groups["expression"].Value));

    /// <summary>Those of the panels alone.</summary>
    public static IEnumerable<string> DashboardExpressions() =>
        Dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => (string)target!["expr"]!);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\b(by|on|without|ignoring) *\([^)]*\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"\b(dispatch|gen_ai|dotnet)_\w+|\bup\b")]
    private static partial Regex Metric();

    // Up to the next key of the same rule.
    [GeneratedRegex(@"^ +expr:(?<expression>.*?)(?=^ +(for|labels):)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Rule();
}
