using System.Threading.Channels;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Consumes the dead letters' queue over one connection, until something breaks. What is not acknowledged then comes again.</summary>
/// <param name="channel">Its channel.</param>
/// <param name="batch">Letters that are handed over together at most.</param>
internal sealed class LetterSession(IChannel channel, int batch)
{
    private readonly Channel<LetterDelivery> _deliveries = Channel.CreateUnbounded<LetterDelivery>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly LetterWindow _window = new(batch);
    private (Consumer Consumer, string Tag)? _current;
    private bool _isOtherWindow;
    private LetterDelivery? _next;

    /// <summary>Whether <see cref="TakeAsync"/> does not wait.</summary>
    public bool IsReady => TryPeek() is not null || _deliveries.Reader.Completion.IsCompleted;

    /// <summary>Begins to consume.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var consumer = new Consumer(channel, _deliveries.Writer);
        // Counts for consumers that begin later.
        await channel.BasicQosAsync(0, (ushort)_window.Count, global: false, cancellationToken);
        _current = (consumer, await channel.BasicConsumeAsync(BrokerNames.DeadLetters, autoAck: false, consumer, cancellationToken));
    }

    /// <summary>Waits for letters, and returns those that are there by then.</summary>
    /// <exception cref="IOException">The broker delivers no more.</exception>
    public async Task<IReadOnlyList<LetterDelivery>> TakeAsync(CancellationToken cancellationToken)
    {
        if (_isOtherWindow)
            await RestartAsync(cancellationToken);
        if (_next is null && !await _deliveries.Reader.WaitToReadAsync(cancellationToken))
            throw new IOException("The broker delivers no more dead letters: it has closed the channel, or the queue was deleted.");

        var taken = new List<LetterDelivery>();
        var bytes = 0L;
        for (; taken.Count < batch && TryPeek() is { } delivery; _next = null)
        {
            if (taken.Count > 0 && bytes + delivery.Body.Length > LetterWindow.MostBytes)
                break;
            bytes += delivery.Body.Length;
            taken.Add(delivery);
        }

        _isOtherWindow = _window.Taken(taken.Count, bytes);
        return taken;
    }

    /// <summary>Acknowledges this one, and with <paramref name="andBefore"/> all that were delivered before it.</summary>
    public ValueTask AcknowledgeAsync(LetterDelivery delivery, bool andBefore, CancellationToken cancellationToken) =>
        channel.BasicAckAsync(delivery.Tag, andBefore, cancellationToken);

    // What the broker is about to deliver to the one that is cancelled goes back to the queue, and counts as a delivery.
    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        _isOtherWindow = false;
        if (_current is var (consumer, tag))
        {
            consumer.Retire();
            await channel.BasicCancelAsync(tag, cancellationToken: cancellationToken);
        }

        await StartAsync(cancellationToken);
    }

    private LetterDelivery? TryPeek() => _next ??= _deliveries.Reader.TryRead(out var delivery) ? delivery : null;

    private sealed class Consumer(IChannel channel, ChannelWriter<LetterDelivery> deliveries) : AsyncDefaultBasicConsumer(channel)
    {
        private volatile bool _isRetired;

        /// <summary>Another one takes over; what was delivered before that is still handed on.</summary>
        public void Retire() => _isRetired = true;

        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
            IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            // The body is the client's only until this returns.
            deliveries.TryWrite(new LetterDelivery(deliveryTag, new BasicProperties(properties), body.ToArray()));
            return Task.CompletedTask;
        }

        // The channel or connection is lost, or the queue was deleted.
        protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
        {
            if (!_isRetired)
                deliveries.TryComplete();
            return base.OnCancelAsync(consumerTags, cancellationToken);
        }
    }
}
