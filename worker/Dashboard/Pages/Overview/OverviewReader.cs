using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>Puts together what the overview shows.</summary>
internal sealed class OverviewReader(
    FigureHistory history, WorkTally tally, ISnapshotSource snapshots, HealthCheckService health, TimeProvider time,
    MessagingSettings? messaging = null, QueueReadings? queues = null)
{
    public async Task<OverviewModel> ReadAsync(TimeSpan window, string origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var snapshot = snapshots.Current;
        var works = messaging is not { Consume: false };
        var report = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), cancellationToken);
        return new OverviewModel
        {
            Window = window,
            Now = now,
            Troubles = [.. report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => Describe(entry.Key, entry.Value))],
            Works = works,
            FirstRequest = works && tally.Read().Outcomes == 0 ? FirstRequest.Command(snapshot, origin) : null,
            Charts = OverviewCharts.Of(history.Since(now - window), now, window),
            Providers = ProviderRow.Of(snapshot),
            Queues = QueueRow.Of(queues?.Current ?? []),
        };
    }

    private static ReadinessTrouble Describe(string check, HealthReportEntry entry) =>
        new(check, entry.Description is { Length: > 0 } text ? text : "It has not said why yet.");
}
