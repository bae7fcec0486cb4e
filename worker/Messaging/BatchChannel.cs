using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Tracing;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <inheritdoc />
internal sealed class BatchChannel(IBus bus, HostReceiveEndpointHandle handle, Uri responses, BrokerConnector? broker, string queue) : IBatchChannel
{
    public async Task SendAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        using var span = DispatchSpans.StartPublish(BrokerNames.Requests, request.Id, parent: default);
        try
        {
            await bus.Publish(request, publish =>
            {
                publish.ResponseAddress = responses;
                // Better an error than a request that the broker has no queue for and drops.
                publish.Mandatory = true;
                TraceHeaders.Write(publish, span?.Context ?? default);
            }, cancellationToken);
        }
        catch (Exception exception)
        {
            DispatchSpans.Fail(span, exception);
            throw;
        }
    }

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
