using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>The AMQP properties and headers of a message, read and carried over.</summary>
internal static class BrokerProperties
{
    /// <summary>The message's timestamp property, if it came from a broker and has one.</summary>
    public static DateTimeOffset? TimestampOf(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) && delivery.Properties.IsTimestampPresent()
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(delivery.Properties.Timestamp.UnixTime, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : null;

    /// <summary>The message's id, as its sender wrote it.</summary>
    public static string? MessageIdOf(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
            ? delivery.Properties.MessageId
            : context.TransportHeaders.Get<string>(MessageHeaders.MessageId);

    /// <summary>
    /// Copies the sender's headers and properties, so that a redelivered message is the same message. What the broker itself adds is
    /// left behind: before 4.0.1 a republished <c>x-death</c> may make it take the message for a cycle, and drop it.
    /// </summary>
    public static void Copy(ReceiveContext from, SendContext to)
    {
        foreach (var (key, value) in from.TransportHeaders.GetAll())
        {
            if (!IsOfBroker(key))
                to.Headers.Set(key, value);
        }

        if (!from.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) || to is not RabbitMqSendContext send)
            return;

        var properties = delivery.Properties;
        (to.MessageId, to.CorrelationId) = (null, null);
        send.BasicProperties.MessageId = properties.MessageId;
        send.BasicProperties.CorrelationId = properties.CorrelationId;
        send.BasicProperties.ReplyTo = properties.ReplyTo;
        send.BasicProperties.AppId = properties.AppId;
        send.BasicProperties.Type = properties.Type;
        if (properties.IsTimestampPresent())
            send.BasicProperties.Timestamp = properties.Timestamp;
        if (properties.IsPriorityPresent())
            send.BasicProperties.Priority = properties.Priority;
    }

    private static bool IsOfBroker(string header) =>
        header.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("RabbitMQ-", StringComparison.OrdinalIgnoreCase)
        || header is "MessageId" or "CorrelationId" or "Content-Type" or "ContentType" or BrokerNames.DueHeader;
}
