using System.Text.Json.Serialization;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>One measure of one scenario: the medians of all rounds, and how they compare.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Measure">What it is, with its unit.</param>
/// <param name="Medians">By subject.</param>
/// <param name="Rounds">What each round found, by subject.</param>
internal sealed record Row(
    [property: JsonPropertyName("scenario")] string Scenario,
    [property: JsonPropertyName("measure")] string Measure,
    [property: JsonPropertyName("medians")] IReadOnlyDictionary<Subject, double> Medians,
    [property: JsonPropertyName("rounds")] IReadOnlyDictionary<Subject, double[]> Rounds)
{
    /// <summary>Dispatch's median against that of yardstick A; null where one of them was not measured.</summary>
    [JsonPropertyName("againstA")]
    public double? AgainstA => Against(Subject.A);

    /// <summary>Dispatch's median against that of yardstick B; null where one of them was not measured.</summary>
    [JsonPropertyName("againstB")]
    public double? AgainstB => Against(Subject.B);

    /// <summary>The rows of these samples, in the order in which they came.</summary>
    public static IReadOnlyList<Row> Of(IEnumerable<Sample> samples) =>
    [
        .. samples.GroupBy(sample => (sample.Scenario, sample.Measure)).Select(row =>
        {
            var rounds = row.GroupBy(sample => sample.Subject).ToDictionary(of => of.Key, of => of.Select(sample => sample.Value).ToArray());
            return new Row(row.Key.Scenario, row.Key.Measure, rounds.ToDictionary(of => of.Key, of => Statistics.Median(of.Value)), rounds);
        }),
    ];

    private double? Against(Subject yardstick) =>
        Medians.TryGetValue(Subject.Dispatch, out var dispatch) && Medians.TryGetValue(yardstick, out var other) && other != 0
            ? dispatch / other
            : null;
}
