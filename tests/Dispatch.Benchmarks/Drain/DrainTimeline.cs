using System.Globalization;
using System.Text;

namespace Dispatch.Benchmarks.Drain;

/// <summary>A run second by second: what each provider answered, and what it would have let through besides.</summary>
internal static class DrainTimeline
{
    public static string Of(DrainRecord run)
    {
        var text = new StringBuilder($"{run.Variant}: answered, +refused (429), !down (503), -unused, by the second\n   s");
        foreach (var limit in run.Plan.Providers)
            text.Append(CultureInfo.InvariantCulture, $" | {limit.Key + " (" + limit.PerSecond + "/s)",-26}");
        text.Append(" | outcomes | ready in the queues, elsewhere\n");

        var last = run.Calls[^1].At;
        for (var second = 0; second < run.Seconds; second++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{second,4}");
            foreach (var limit in run.Plan.Providers)
                text.Append(" | ").Append(Cell(run, limit, second, last));
            text.Append(CultureInfo.InvariantCulture, $" | {run.Outcomes.Count(outcome => (int)outcome.At == second),8} | {Queues(run, second)}\n");
        }

        return text.ToString();
    }

    /// <summary>All calls, a line for each: time, provider, status.</summary>
    public static IEnumerable<string> Calls(DrainRecord run) =>
        run.Calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.At:0.0000},{call.Provider},{call.Status}"));

    private static string Cell(DrainRecord run, ProviderLimit limit, int second, double last)
    {
        var calls = run.CallsTo(limit).Where(call => (int)call.At == second).ToList();
        var unused = UnusedCalls.Before(run, limit, Math.Min(second + 1, last)) - UnusedCalls.Before(run, limit, Math.Min(second, last));
        return string.Concat(
            $"{calls.Count(call => call.Status == 200),6}",
            Part('+', calls.Count(call => call.Status == 429)),
            Part('!', calls.Count(call => call.Status == 503)),
            Part('-', (int)Math.Round(unused)));
    }

    // Elsewhere is in work, or in a delay lane.
    private static string Queues(DrainRecord run, int second)
    {
        if (run.Queues.FirstOrDefault(look => look.At >= second) is not { } look)
            return "";

        var elsewhere = run.Plan.Requests - look.Ready.Sum() - run.Outcomes.Count(outcome => outcome.At <= look.At);
        return $"{string.Join(" + ", look.Ready)}, {elsewhere}";
    }

    private static string Part(char sign, int count) => (count == 0 ? "" : $"{sign}{count}").PadLeft(6) + " ";
}
