using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <inheritdoc />
internal sealed class BatchChannel(IBus bus, HostReceiveEndpointHandle handle, Uri responses, BrokerConnector? broker, string queue) : IBatchChannel
{
    public Task SendAsync(CompletionRequest request, CancellationToken cancellationToken) =>
        bus.Publish(request, publish =>
        {
            publish.ResponseAddress = responses;
            // Better an error than a request that the broker has no queue for and drops.
            publish.Mandatory = true;
        }, cancellationToken);

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await handle.StopAsync(cancellationToken);
        if (broker is null)
            return;

        await broker.UseAsync("batch", async channel =>
        {
            await channel.QueueDeleteAsync(queue, false, false, false, cancellationToken);
            await channel.ExchangeDeleteAsync(queue, false, false, cancellationToken);
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync() => await handle.StopAsync(CancellationToken.None);
}
