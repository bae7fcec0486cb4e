using MassTransit;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>The same in memory.</summary>
internal sealed class MemoryReplayQueue(IBus bus, IReplayReceiver receiver) : IHostedService
{
    private HostReceiveEndpointHandle? _handle;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _handle = bus.ConnectReceiveEndpoint(BrokerNames.Replays, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.Handler<ReplayAnswered>(context =>
                ReplayMark.Parse(context.Message.Mark) is { } mark ? receiver.ReceiveAsync([mark], context.CancellationToken) : Task.CompletedTask);
        });
        await _handle.Ready.WaitAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_handle is not null)
            await _handle.StopAsync(cancellationToken);
    }
}
