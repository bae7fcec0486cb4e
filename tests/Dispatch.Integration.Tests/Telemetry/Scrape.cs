using System.Globalization;
using System.Text.RegularExpressions;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>What <c>/metrics</c> said, in Prometheus' text format.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _series = [];

    private Scrape(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
            _series.Add((match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public IEnumerable<string> Names => _series.Select(series => series.Name).Distinct();

    public static async Task<Scrape> OfAsync(Uri worker, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        return new Scrape(await http.GetStringAsync(new Uri(worker, "metrics"), cancellationToken));
    }

    /// <summary>The value of the only series of this name with these labels, and perhaps others; null: there is none.</summary>
    public double? ValueOf(string name, params (string Name, string Value)[] labels)
    {
        var found = _series.Where(series => series.Name == name && labels.All(label => series.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        Assert.True(found.Count <= 1, $"{found.Count} series of {name} have these labels.");
        return found.Count == 0 ? null : found[0].Value;
    }

    /// <summary>The values of one label that series of this name have.</summary>
    public IEnumerable<string?> LabelsOf(string name, string label) =>
        _series.Where(series => series.Name == name).Select(series => series.Labels.GetValueOrDefault(label)).Distinct();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? (?<value>[^ ]+)( \d+)?$")]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_]\w*)="(?<value>(\\.|[^"\\])*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Label();
}
