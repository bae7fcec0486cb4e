using System.Globalization;
using MassTransit;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>The AMQP properties and headers of a message, read and carried over.</summary>
internal static class BrokerProperties
{
    // The end of the year 9999, in milliseconds.
    private const long MaxUnixTime = 253_402_300_799_999;

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
    /// How often the broker has handed this message out before, from this queue, as far as it counts. Which of the two headers counts a
    /// lost connection has changed between its versions.
    /// </summary>
    public static long DeliveriesBefore(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) ? DeliveriesBefore(delivery.Properties) : 0;

    /// <summary>Likewise of a message with these properties.</summary>
    public static long DeliveriesBefore(IReadOnlyBasicProperties properties) =>
        Math.Max(CountOf(properties.Headers, "x-delivery-count"), CountOf(properties.Headers, "x-acquired-count"));

    /// <summary>
    /// Copies the sender's headers and properties, so that a redelivered message is the same message. What the broker itself adds is
    /// left behind: before 4.0.1 a republished <c>x-death</c> may make it take the message for a cycle, and drop it.
    /// </summary>
    public static void Copy(ReceiveContext from, SendContext to)
    {
        if (!from.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) || to is not RabbitMqSendContext send)
        {
            foreach (var (key, value) in from.TransportHeaders.GetAll().Where(header => IsOfSender(header.Key) && !SetAnew.Contains(header.Key)))
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
        send.BasicProperties.ContentEncoding = properties.ContentEncoding;
        if (properties.IsTimestampPresent())
            send.BasicProperties.Timestamp = properties.Timestamp;
        if (properties.IsPriorityPresent())
            send.BasicProperties.Priority = properties.Priority;

        // As the broker has them, lists and tables included, which MassTransit's own headers cannot hold.
        send.BasicProperties.Headers = HeadersOfSender(properties.Headers)
            .Where(header => !SetAnew.Contains(header.Key))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);
    }

    /// <summary>
    /// The same properties for the same message in another queue. What the broker added is left behind, and the sender's user: the broker
    /// takes a message from nobody who names another.
    /// </summary>
    public static BasicProperties Copy(IReadOnlyBasicProperties from)
    {
        var copy = new BasicProperties(from)
        {
            Headers = HeadersOfSender(from.Headers).ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal),
        };
        copy.ClearUserId();
        return copy;
    }

    /// <summary>Likewise for a message that is worked on alone from <paramref name="now"/> on.</summary>
    public static BasicProperties CopyToIsolate(IReadOnlyBasicProperties from, DateTimeOffset now)
    {
        var copy = Copy(from);
        copy.Headers![BrokerNames.IsolatedHeader] = now.ToUnixTimeMilliseconds();
        return copy;
    }

    /// <summary>When a message was isolated; null: its header does not say.</summary>
    public static DateTimeOffset? IsolatedAt(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
        && CountOf(delivery.Properties.Headers, BrokerNames.IsolatedHeader) is > 0 and < MaxUnixTime and var milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>Likewise for a message that is kept until somebody takes it: it does not expire, and names its dead letter.</summary>
    public static BasicProperties CopyToKeep(IReadOnlyBasicProperties from, string letterId)
    {
        var copy = Copy(from);
        copy.ClearExpiration();
        copy.Persistent = true;
        copy.Headers![BrokerNames.DeadLetterHeader] = letterId;
        // A sender's headers can fill the frame.
        if (HeaderSize.Of(copy.Headers) > MessageBounds.MaxHeaderBytes)
            copy.Headers.Remove(BrokerNames.DeadLetterHeader);
        return copy;
    }

    /// <summary>The content type as the sender wrote it, which need not be one.</summary>
    public static string? ContentTypeOf(ReceiveContext context) =>
        context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery) && !string.IsNullOrWhiteSpace(delivery.Properties.ContentType)
            ? delivery.Properties.ContentType
            : context.ContentType?.ToString();

    /// <summary>How often this message has been redelivered before, if its header says so.</summary>
    public static int RedeliveriesBefore(ReceiveContext context) =>
        context.TransportHeaders.TryGetHeader(MessageHeaders.RedeliveryCount, out var value)
        && int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Min(count, int.MaxValue - 1)
            : 0;

    private static IEnumerable<KeyValuePair<string, object?>> HeadersOfSender(IDictionary<string, object?>? headers) =>
        headers?.Where(header => IsOfSender(header.Key)) ?? [];

    private static long CountOf(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var count) == true && count is long or int or short or byte
            ? Convert.ToInt64(count, CultureInfo.InvariantCulture)
            : 0;

    private static bool IsOfSender(string header) =>
        !BrokerHeaders.Contains(header)
        && !header.StartsWith("x-first-death-", StringComparison.Ordinal)
        && !header.StartsWith("x-last-death-", StringComparison.Ordinal);

    // CC and BCC are orders to the broker, already carried out: sent again they would copy each redelivery to those queues.
    private static readonly HashSet<string> BrokerHeaders = new(StringComparer.Ordinal)
    {
        "x-death", "x-delivery-count", "x-acquired-count", "x-dotnet-pub-seq-no", "CC", "BCC",
    };

    // Those that MassTransit makes of properties, and those that each redelivery sets itself.
    private static readonly HashSet<string> SetAnew = new(StringComparer.Ordinal)
    {
        "MessageId", "CorrelationId", "Content-Type", "ContentType", MessageHeaders.RedeliveryCount, BrokerNames.DueHeader, BrokerNames.HistoryHeader,
        BrokerNames.IsolatedHeader,
    };
}
