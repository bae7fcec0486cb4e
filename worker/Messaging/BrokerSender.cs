using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// On RabbitMQ: the messages are MassTransit's in every byte that counts, envelope and headers, and go to the exchanges that it would
/// take, but over channels of our own, see <see cref="BrokerPublisher"/>.
/// </summary>
/// <param name="outcomes">Takes what is ours.</param>
/// <param name="responses">Takes what goes to requesters: an exchange of theirs that is gone closes the channel.</param>
/// <param name="bounds">What the broker takes.</param>
/// <param name="bus">Knows the addresses.</param>
/// <param name="time">The clock.</param>
internal sealed class BrokerSender(BrokerPublisher outcomes, BrokerPublisher responses, MessageBounds bounds, Lazy<IBus> bus, TimeProvider time) : IMessageSender
{
    private readonly EnvelopeSerializer _envelope = new(time);

    // To make one takes as long as to write a message.
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);

    public Task PublishAsync<T>(T message, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        var exchange = BrokerTopology.ExchangeOf<T>();
        return outcomes.PublishAsync(Make(message, exchange, routingKey: "", AddressOf(exchange), prepare, cancellationToken), cancellationToken);
    }

    public Task SendAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        var queue = new RabbitMqEndpointAddress(bus.Value.Address, address).Name;
        return outcomes.PublishAsync(Make(message, exchange: "", queue, AddressOf(queue), prepare, cancellationToken), cancellationToken);
    }

    public Task RespondAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        var exchange = new RabbitMqEndpointAddress(bus.Value.Address, address).Name;
        return responses.PublishAsync(Make(message, exchange, routingKey: "", address, prepare, cancellationToken), cancellationToken);
    }

    // Of our own exchanges and queues, which are few.
    private Uri AddressOf(string exchange) =>
        _addresses.GetOrAdd(exchange, static (name, bus) => new RabbitMqEndpointAddress(bus.Value.Address, new Uri($"exchange:{name}")), bus);

    private OutgoingMessage Make<T>(
        T message, string exchange, string routingKey, Uri destination, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        var send = new RabbitMqMessageSendContext<T>(new BasicProperties(), exchange, message, cancellationToken)
        {
            RoutingKey = routingKey,
            Serializer = _envelope,
            DestinationAddress = destination,
        };
        prepare(send);
        send.ConversationId ??= NewId.NextGuid();
        var body = send.Body.GetBytes();
        Complete(send);
        var made = new OutgoingMessage(exchange, routingKey, send.Mandatory, send.BasicProperties, body);
        bounds.Check(made);
        return made;
    }

    private static void Complete(RabbitMqSendContext send)
    {
        var properties = send.BasicProperties;
        properties.ContentType = send.ContentType?.ToString();
        properties.Persistent = send.Durable;
        if (send.MessageId is { } id)
            properties.MessageId = id.ToString();
        if (send.CorrelationId is { } correlation)
            properties.CorrelationId = correlation.ToString();
        if (send.TimeToLive is { } time)
            properties.Expiration = Math.Max(time.TotalMilliseconds, 1).ToString("F0", CultureInfo.InvariantCulture);

        properties.Headers ??= new Dictionary<string, object?>();
        foreach (var (name, value) in send.Headers.GetAll())
            properties.Headers.TryAdd(name, value is string or int or long ? value : Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
