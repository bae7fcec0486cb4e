using Dispatch.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// What stands behind MassTransit's <c>context.Redeliver</c> here. MassTransit's own ways need the delayed-message-exchange plugin;
/// this one needs plain queues. The body is sent again byte for byte, and only headers change.
/// </summary>
internal sealed class RequestRedeliveryContext(ConsumeContext<CompletionRequest> context, IRedeliveryRoute route, TimeProvider time)
    : MessageRedeliveryContext
{
    public async Task ScheduleRedelivery(TimeSpan delay, Action<ConsumeContext, SendContext>? callback = null)
    {
        var received = context.ReceiveContext;
        var endpoint = await received.SendEndpointProvider.GetSendEndpoint(route.AddressFor(delay));
        var copy = Pipe.Execute<SendContext<CompletionRequest>>(send =>
        {
            send.MessageId = context.MessageId;
            send.Serializer = new CopyBodySerializer(received.ContentType ?? SystemTextJsonRawMessageSerializer.JsonContentType, received.Body);
            BrokerProperties.Copy(received, send);
            route.Prepare(send, delay, time.GetUtcNow());
            callback?.Invoke(context, send);
        });

        await endpoint.Send(context.Message, copy, context.CancellationToken);
    }
}
