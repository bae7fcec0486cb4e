using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Tracing;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// What stands behind MassTransit's <c>context.Redeliver</c> here. MassTransit's own ways need the delayed-message-exchange plugin;
/// this one needs plain queues. The body is sent again byte for byte, and only headers change.
/// </summary>
internal sealed class RequestRedeliveryContext(
    ConsumeContext<CompletionRequest> context, IRedeliveryRoute route, OutcomeSender sender, TimeProvider time)
    : MessageRedeliveryContext
{
    public Task ScheduleRedelivery(TimeSpan delay, Action<ConsumeContext, SendContext>? callback = null) =>
        sender.RedeliverAsync(context.Message, route.AddressFor(delay), send =>
        {
            var received = context.ReceiveContext;
            send.MessageId = context.MessageId;
            send.Serializer = new CopyBodySerializer(received.ContentType ?? SystemTextJsonRawMessageSerializer.JsonContentType, received.Body);
            BrokerProperties.Copy(received, send);
            TraceHeaders.Write(send, cause: null);
            send.Headers.Set(MessageHeaders.RedeliveryCount, BrokerProperties.RedeliveriesBefore(received) + 1);
            route.Prepare(send, delay, time.GetUtcNow());
            callback?.Invoke(context, send);
        }, context.CancellationToken);
}
