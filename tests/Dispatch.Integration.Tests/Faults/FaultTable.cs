using System.Globalization;
using System.Text;

[assembly: AssemblyFixture(typeof(Dispatch.Integration.Tests.Faults.FaultTable))]

namespace Dispatch.Integration.Tests.Faults;

/// <summary>
/// The rows of all faults that a test run has gone through. At its end they are printed as one table, and written as Markdown to
/// <c>faults.md</c> beside the tests.
/// </summary>
public sealed class FaultTable : IAsyncDisposable
{
    private static readonly string[] Head = ["fault", "outcome", "calls", "seconds", "history"];

    private readonly Lock _lock = new();
    private readonly List<FaultRow> _rows = [];

    public static string File => Path.Combine(AppContext.BaseDirectory, "faults.md");

    public void Add(FaultRow row)
    {
        lock (_lock)
            _rows.Add(row);
    }

    public async ValueTask DisposeAsync()
    {
        if (_rows.Count == 0)
            return;

        var text = Markdown([.. _rows.OrderBy(row => row.Number).ThenBy(row => row.Fault, StringComparer.Ordinal)]);
        await System.IO.File.WriteAllTextAsync(File, text);
        TestContext.Current.SendDiagnosticMessage("{0}", $"What happens when a provider fails (also in {File}):\n{text}");
    }

    private static string Markdown(IReadOnlyList<FaultRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Head)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(Head.Select(_ => " --- |"))}");
        foreach (var row in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Fault} | {row.Outcome} | {row.Calls} | {Seconds(row.Took)} | {row.History} |");
        return text.ToString();
    }

    private static string Seconds(TimeSpan took) =>
        took.TotalSeconds.ToString(took.TotalSeconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
