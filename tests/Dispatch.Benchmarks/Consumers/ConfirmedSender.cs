using Dispatch.Worker.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>
/// Publishes results with confirms that nobody waits for: when one comes, the delivery that the result answers is acknowledged. The
/// client's own tracking would cost a header and a task for each message.
/// </summary>
internal sealed class ConfirmedSender : IDisposable
{
    private static readonly CachedString DefaultExchange = new("");
    private static readonly CachedString Results = new(BrokerNames.Results);

    private readonly IChannel _outgoing;
    private readonly IChannel _incoming;
    private readonly PendingConfirms _pending;
    private readonly ulong[] _done;
    private readonly SemaphoreSlim _turn = new(1);
    private ulong _sequence;

    public ConfirmedSender(IChannel outgoing, IChannel incoming, int prefetch)
    {
        (_outgoing, _incoming) = (outgoing, incoming);
        _pending = new PendingConfirms(prefetch);
        _done = new ulong[prefetch];
        outgoing.BasicAcksAsync += AcknowledgeAsync;
        outgoing.BasicNacksAsync += (_, _) => throw Fatal("The broker refused a result.");
        outgoing.BasicReturnAsync += (_, _) => throw Fatal("A result had no queue to go to.");
    }

    /// <summary>Sends the result, whose memory is free again when this returns; the delivery is acknowledged when the broker has confirmed.</summary>
    public async ValueTask SendAsync(string id, ReadOnlyMemory<byte> result, ulong delivery)
    {
        var properties = new BasicProperties { MessageId = id, ContentType = "application/json", Persistent = true };
        await _turn.WaitAsync();
        try
        {
            _pending.Add(++_sequence, delivery);
            await _outgoing.BasicPublishAsync(DefaultExchange, Results, mandatory: true, properties, result);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task AcknowledgeAsync(object sender, BasicAckEventArgs confirm)
    {
        var count = _pending.Take(confirm.DeliveryTag, confirm.Multiple, _done);
        for (var i = 0; i < count; i++)
            await _incoming.BasicAckAsync(_done[i], multiple: false);
    }

    // A yardstick that loses a result measures nothing.
    private static InvalidOperationException Fatal(string message)
    {
        Environment.FailFast(message);
        return new InvalidOperationException(message);
    }
}
