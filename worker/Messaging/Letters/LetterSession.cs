using System.Threading.Channels;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Consumes the dead letters' queue over one connection, until something breaks. What is not acknowledged then comes again.</summary>
/// <param name="channel">Its channel.</param>
/// <param name="batch">Letters that are handed over together at most.</param>
internal sealed class LetterSession(IChannel channel, int batch) : AsyncDefaultBasicConsumer(channel)
{
    // Letters are up to 16 MiB each by default, and are held several times over while they are stored.
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Channel<LetterDelivery> _deliveries = System.Threading.Channels.Channel.CreateUnbounded<LetterDelivery>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private LetterDelivery? _next;

    /// <summary>Begins to consume.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(0, (ushort)batch, global: false, cancellationToken);
        await Channel.BasicConsumeAsync(BrokerNames.DeadLetters, autoAck: false, this, cancellationToken);
    }

    /// <summary>Waits for letters, and returns those that are there by then. Empty: the broker delivers no more.</summary>
    public async Task<IReadOnlyList<LetterDelivery>> TakeAsync(CancellationToken cancellationToken)
    {
        var taken = new List<LetterDelivery>();
        if (_next is null && !await _deliveries.Reader.WaitToReadAsync(cancellationToken))
            return taken;

        for (long bytes = 0; taken.Count < batch && TryPeek() is { } delivery; _next = null)
        {
            bytes += delivery.Body.Length;
            if (taken.Count > 0 && bytes > MostBytes)
                break;
            taken.Add(delivery);
        }

        return taken;
    }

    /// <summary>Acknowledges this one, and with <paramref name="andBefore"/> all that were delivered before it.</summary>
    public ValueTask AcknowledgeAsync(LetterDelivery delivery, bool andBefore, CancellationToken cancellationToken) =>
        Channel.BasicAckAsync(delivery.Tag, andBefore, cancellationToken);

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The body is the client's only until this returns.
        _deliveries.Writer.TryWrite(new LetterDelivery(deliveryTag, new BasicProperties(properties), body.ToArray()));
        return Task.CompletedTask;
    }

    // The channel or connection is lost, or the queue was deleted.
    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        _deliveries.Writer.TryComplete();
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }

    private LetterDelivery? TryPeek() => _next ??= _deliveries.Reader.TryRead(out var delivery) ? delivery : null;
}
