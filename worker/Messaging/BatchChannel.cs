using Dispatch.Contracts;
using MassTransit;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <inheritdoc />
internal sealed class BatchChannel(IBus bus, HostReceiveEndpointHandle handle, Uri responses, Uri? broker, string queue) : IBatchChannel
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
        await handle.StopAsync(cancellationToken).ConfigureAwait(false);
        if (broker is null)
            return;

        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = "dispatch batch" };
        var connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
            {
                await channel.QueueDeleteAsync(queue, cancellationToken: cancellationToken).ConfigureAwait(false);
                await channel.ExchangeDeleteAsync(queue, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync() => await handle.StopAsync(CancellationToken.None).ConfigureAwait(false);
}
