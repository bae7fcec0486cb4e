using MassTransit;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>Puts a delivery into another queue, byte for byte. It is neither too large nor refused there: the broker has just handed it out.</summary>
internal sealed class DeliveryMover(BrokerPublisher publisher, BrokerWatch topology)
{
    /// <param name="context">The delivery.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="copy">Makes its properties there.</param>
    /// <returns>The properties that it came with, when the broker has confirmed.</returns>
    public async Task<IReadOnlyBasicProperties> MoveAsync(ReceiveContext context, string queue, Func<IReadOnlyBasicProperties, BasicProperties> copy)
    {
        var delivery = context.GetPayload<RabbitMqBasicConsumeContext>();
        var message = new OutgoingMessage(Exchange: "", queue, Mandatory: true, copy(delivery.Properties), context.Body.GetBytes());
        await topology.EnsureAsync(() => publisher.PublishAsync(message, context.CancellationToken), context.CancellationToken);
        return delivery.Properties;
    }
}
