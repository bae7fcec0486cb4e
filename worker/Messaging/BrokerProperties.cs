using System.Globalization;
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

    /// <summary>How often the broker has handed this message out before, as far as it counts.</summary>
    public static long DeliveriesBefore(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
        && delivery.Properties.Headers?.TryGetValue("x-delivery-count", out var count) == true && count is IConvertible number
            ? number.ToInt64(CultureInfo.InvariantCulture)
            : 0;

    /// <summary>
    /// Copies the sender's headers and properties, so that a redelivered message is the same message. What the broker itself adds is
    /// left behind: before 4.0.1 a republished <c>x-death</c> may make it take the message for a cycle, and drop it.
    /// </summary>
    public static void Copy(ReceiveContext from, SendContext to)
    {
        if (!from.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) || to is not RabbitMqSendContext send)
        {
            foreach (var (key, value) in from.TransportHeaders.GetAll().Where(header => IsOfSender(header.Key)))
                to.Headers.Set(key, value);
            return;
        }

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

        // As the broker has them, lists and tables included, which MassTransit's own headers cannot hold.
        send.BasicProperties.Headers = (properties.Headers ?? new Dictionary<string, object?>())
            .Where(header => IsOfSender(header.Key))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);
    }

    private static bool IsOfSender(string header) =>
        !BrokerHeaders.Contains(header)
        && !header.StartsWith("x-first-death-", StringComparison.Ordinal)
        && !header.StartsWith("x-last-death-", StringComparison.Ordinal);

    // Those of the broker, those that MassTransit makes of properties, and those that each redelivery sets anew.
    private static readonly HashSet<string> BrokerHeaders = new(StringComparer.Ordinal)
    {
        "x-death", "x-delivery-count", "x-acquired-count", "x-dotnet-pub-seq-no", "MessageId", "CorrelationId", "Content-Type", "ContentType",
        MessageHeaders.RedeliveryCount, BrokerNames.DueHeader, BrokerNames.HistoryHeader,
    };
}
