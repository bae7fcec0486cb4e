using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>Lets the metrics see the queues.</summary>
internal sealed class QueueObserver(QueueReadings readings, QueueHead head, QueueMeter meter) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.Observe(Read, head.OldestWaiting);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<QueueLevel> Read() =>
        readings.Latest.Select(reading => new QueueLevel(reading.Queue, reading.Ready, reading.Unacknowledged, reading.Consumers, reading.At));
}
