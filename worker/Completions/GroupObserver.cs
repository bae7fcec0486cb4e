using Dispatch.Worker.Configuration;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Completions;

/// <summary>Tells the metrics at the start which routing groups there are.</summary>
internal sealed class GroupObserver(ISnapshotSource snapshots, RequestMeter meter) : IHostedService
{
    // Each is a dozen series.
    private const int Most = 100;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.Expect(snapshots.Current.Routing.Names.Take(Most).Append(Tags.UnknownGroup));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
