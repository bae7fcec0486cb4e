using Dispatch.Worker.Batches;
using Spectre.Console;

namespace Dispatch.Worker.Cli;

/// <summary>Tells the person in front of a batch how it goes: drawn in place on a terminal, else a line every few seconds.</summary>
/// <param name="console">The terminal, or what stands for it.</param>
/// <param name="isLive">Whether to draw in place.</param>
/// <param name="time">Times the reports.</param>
internal sealed class BatchReporter(IAnsiConsole console, bool isLive, TimeProvider time)
{
    /// <summary>Bad lines that are named; the rest is in the errors.</summary>
    private const int MaxBadLines = 20;

    private static readonly TimeSpan LivePeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);

    private int _badLines;

    public void BadLine(BatchLine.Bad line)
    {
        switch (++_badLines)
        {
            case <= MaxBadLines:
                Say("yellow", FormattableString.Invariant($"Line {line.Number}: {line.Reason}"));
                break;
            case MaxBadLines + 1:
                Say("yellow", "Further bad lines are named in the errors only.");
                break;
        }
    }

    public void Say(string colour, string text) => console.MarkupLine($"[{colour}]{Markup.Escape(text)}[/]");

    /// <summary>Reports until <paramref name="work"/> has ended; its result is the work's.</summary>
    public async Task<T> DuringAsync<T>(BatchProgress progress, Task<T> work)
    {
        if (isLive)
            await DrawAsync(progress, work);
        else
            await TickAsync(LinePeriod, progress, work, (tally, rate) => console.WriteLine(BatchText.Line(tally, rate)));
        return await work;
    }

    /// <summary>Says what the batch came to.</summary>
    public void Summary(BatchTally tally)
    {
        foreach (var (label, value) in BatchText.Summary(tally))
            console.WriteLine($"{label,-18} {value}");
    }

    private Task DrawAsync(BatchProgress progress, Task work) =>
        console.Live(BatchScreen.Progress(progress.Tally(), 0)).StartAsync(async live =>
        {
            await TickAsync(LivePeriod, progress, work, (tally, rate) => live.UpdateTarget(BatchScreen.Progress(tally, rate)));
            var end = progress.Tally();
            live.UpdateTarget(BatchScreen.Progress(end, end.Rate));
        });

    private async Task TickAsync(TimeSpan period, BatchProgress progress, Task work, Action<BatchTally, double> report)
    {
        var meter = new RateMeter();
        meter.Sample(progress.Tally());
        using var timer = new PeriodicTimer(period, time);
        while (await Task.WhenAny(work, timer.WaitForNextTickAsync().AsTask()) != work)
        {
            var tally = progress.Tally();
            report(tally, meter.Sample(tally));
        }
    }
}
