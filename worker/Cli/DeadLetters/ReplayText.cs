using Dispatch.Worker.DeadLetters.Replays;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Replays as texts for people.</summary>
internal static class ReplayText
{
    /// <summary>What a replay will do.</summary>
    public static void Write(ReplayPreview preview, ReplayOrder order, IAnsiConsole console)
    {
        console.WriteLine($"{SafeText.Number(preview.ToSend)} of {SafeText.Count(preview.Total, "dead letter")} will be sent again.");
        foreach (var skipped in preview.Skipped)
            console.WriteLine($"  {SafeText.Number(skipped.Count)} will not: {SafeText.Line(skipped.Why)}");
        foreach (var route in preview.Routes)
            console.WriteLine(Route(route));
        foreach (var change in Changes(order.Changes))
            console.WriteLine($"  {change}");
        if (preview.RenewedDeadlines > 0)
            console.WriteLine($"  {SafeText.Count(preview.RenewedDeadlines, "deadline")} have passed; these requests get the workers' time to live anew.");
        if (preview.Groups.Length > 0)
            Groups(preview).WriteTo(console);
        if (preview.ToSend > 1)
            console.WriteLine($"First {string.Join(", then ", preview.Steps.Select(step => SafeText.Number(step)))}, each when the outcomes of those before are known; then the rest at the rate. At least {BatchText.Time(preview.LeastTime)}.");
        foreach (var warning in preview.Warnings)
            console.MarkupLine($"[yellow]{Markup.Escape(SafeText.Line(warning))}[/]");
    }

    /// <summary>How far it is, on one line.</summary>
    public static string Line(ReplayJob job)
    {
        var progress = job.Progress;
        var parts = new List<string> { $"{SafeText.NameOf(job.State)}: {SafeText.Number(progress.Sent)} of {SafeText.Number(progress.Total)} sent", $"{SafeText.Number(progress.Resolved)} resolved" };
        Add(progress.Waiting, "wait for an outcome");
        Add(progress.ReturnedSame, "came back the same");
        Add(progress.ReturnedOther, "came back otherwise");
        Add(progress.Skipped, "skipped");
        Add(progress.Unknown, "perhaps sent");
        Add(progress.Lost, "without an outcome");
        Add(progress.Cancelled, "cancelled");
        return string.Join(", ", parts);

        void Add(int count, string what)
        {
            if (count > 0)
                parts.Add($"{SafeText.Number(count)} {what}");
        }
    }

    /// <summary>Whether it has ended; one that has stopped goes no further by itself.</summary>
    public static bool HasEnded(ReplayJob job) => job.State is ReplayState.Done or ReplayState.Cancelled or ReplayState.Stopped;

    /// <summary>Whether everything that was sent has its result.</summary>
    public static bool IsGood(ReplayJob job) => job is { State: ReplayState.Done, Progress: var progress } && progress.Resolved + progress.Skipped == progress.Total;

    private static string Route(ReplayedRoute route) => route.Was == route.WillBe
        ? $"  {SafeText.Number(route.Count)} by {SafeText.Line(route.WillBe ?? "their body's model")}"
        : $"  {SafeText.Number(route.Count)} by {SafeText.Line(route.WillBe ?? "their body's model")}, in place of {SafeText.Line(route.Was ?? "their body's model")}";

    private static IEnumerable<string> Changes(ReplayChanges changes)
    {
        if (changes.Model is { } model)
            yield return $"with the model {SafeText.Line(model)}";
        if (changes.Deadline is { } deadline)
            yield return $"with the deadline {SafeText.Time(deadline)} UTC";
        if (changes.TimeToLive is { } life)
            yield return $"with {Configuration.Duration.Format(life)} to live";
        if (changes.Body is not null)
            yield return "with the body that is given";
    }

    private static FittedTable Groups(ReplayPreview preview)
    {
        var table = new FittedTable(new FittedColumn("Fingerprint"), new FittedColumn("Count", IsNumber: true), new FittedColumn("What was said", Least: 24));
        foreach (var group in preview.Groups)
            table.AddRow(group.Fingerprint, SafeText.Number(group.Count), group.Pattern);
        return table;
    }
}
