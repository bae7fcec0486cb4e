using System.Globalization;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Cli;

/// <summary>The progress and the summary of a batch as plain text.</summary>
internal static class BatchText
{
    /// <summary>One line that says how far a batch is.</summary>
    public static string Line(BatchTally tally, double rate)
    {
        var left = RateMeter.Left(tally, rate) is { } time ? $", {Time(time)} left" : "";
        return Invariant($"{tally.Done}{Of(tally)} done ({Share(tally)}), {Failed(tally)} failed, {tally.InFlight} in flight, {Number(rate)}/s{left}{Providers(tally)}");
    }

    /// <summary>What a batch came to, by label.</summary>
    public static IEnumerable<(string Label, string Value)> Summary(BatchTally tally)
    {
        yield return ("Lines", tally.Lines is { } lines ? Invariant($"{lines:N0}") : "not read to the end");
        yield return ("Results", Invariant($"{tally.Results:N0}"));
        yield return ("Dead letters", Invariant($"{tally.DeadLetters:N0}") + Counts(tally.Reasons));
        yield return ("Bad lines", Invariant($"{tally.BadLines:N0}"));
        if (tally.Earlier > 0)
            yield return ("From earlier runs", Invariant($"{tally.Earlier:N0}"));
        if (tally.InFlight > 0)
            yield return ("Still in flight", Invariant($"{tally.InFlight:N0}"));
        if (tally.Providers.Count > 0)
            yield return ("Answered by", string.Join(", ", tally.Providers.Select(Count)));
        if (tally.InputTokens + tally.OutputTokens > 0)
            yield return ("Tokens", Invariant($"{tally.InputTokens:N0} in, {tally.OutputTokens:N0} out"));
        yield return ("Time", $"{Time(tally.Elapsed)} ({Number(tally.Rate)}/s)");
    }

    /// <summary>Dead letters and bad lines.</summary>
    public static long Failed(BatchTally tally) => tally.DeadLetters + tally.BadLines;

    public static string Count(KeyValuePair<string, long> count) => Invariant($"{count.Key} {count.Value:N0}");

    public static string Number(double rate) => rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => Invariant($"{time.TotalSeconds:0.0}s"),
        < 60 => Invariant($"{time.TotalSeconds:0}s"),
        < 3600 => Invariant($"{time.Minutes}m {time.Seconds:00}s"),
        _ => Invariant($"{(long)time.TotalHours}h {time.Minutes:00}m"),
    };

    private static string Of(BatchTally tally) => tally.Lines is { } lines ? Invariant($" of {lines}") : "";

    private static string Share(BatchTally tally) =>
        tally.Lines is > 0 and var lines ? Invariant($"{100.0 * tally.Done / lines:0.0}%") : "of an unknown number";

    private static string Providers(BatchTally tally) =>
        tally.Providers.Count > 0 ? $"; {string.Join(", ", tally.Providers.Select(Count))}" : "";

    private static string Counts(IReadOnlyList<KeyValuePair<string, long>> counts) =>
        counts.Count > 0 ? $" ({string.Join(", ", counts.Select(Count))})" : "";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
