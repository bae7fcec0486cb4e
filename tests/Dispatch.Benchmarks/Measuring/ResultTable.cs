using System.Globalization;
using System.Text;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>The rows as a table in Markdown.</summary>
internal static class ResultTable
{
    public static string Write(IEnumerable<Row> rows)
    {
        var table = new StringBuilder();
        table.AppendLine("| scenario | measure | Dispatch | A | B | against A | against B |");
        table.AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var row in rows)
        {
            table.AppendJoin(
                " | ",
                "| " + row.Scenario,
                row.Measure,
                Median(row, Subject.Dispatch),
                Median(row, Subject.A),
                Median(row, Subject.B),
                Ratio(row.AgainstA),
                Ratio(row.AgainstB)).AppendLine(" |");
        }

        return table.ToString();
    }

    private static string Median(Row row, Subject subject) => row.Medians.TryGetValue(subject, out var value) ? Digits(value) : "";

    private static string Ratio(double? ratio) => ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    // Three digits that count; nothing here is measured more exactly.
    private static string Digits(double value) => value switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
