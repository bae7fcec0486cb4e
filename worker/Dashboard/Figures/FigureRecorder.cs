using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging.Queues;

namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>Takes a sample of the worker every few seconds, so that the overview can show how it was.</summary>
internal sealed class FigureRecorder(FigureHistory history, WorkTally tally, ISnapshotSource snapshots, TimeProvider time, QueueReadings? queues = null) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (at, total) = (time.GetUtcNow(), tally.Read());
        using var timer = new PeriodicTimer(FigureHistory.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (now, totals) = (time.GetUtcNow(), tally.Read());
            history.Add(new FigureSample(now, now - at, totals - total, InFlight(), QueueFigures.WaitingIn(queues?.Current ?? [])));
            (at, total) = (now, totals);
        }
    }

    private int InFlight() => snapshots.Current.Providers.All.Sum(provider => provider.Status().Sum(model => model.InFlight));
}
