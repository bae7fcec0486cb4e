using System.Collections.Concurrent;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Subscribes to both outcomes on a queue of its own, and checks each off against the message that it follows from.</summary>
internal sealed class OutcomeLedger : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly IConnection _connection;
    private readonly ConcurrentDictionary<int, ConcurrentQueue<OutcomeRecord>> _byNumber = new();
    private readonly ConcurrentQueue<OutcomeRecord> _unknown = new();
    private readonly ConcurrentQueue<string> _unreadable = new();

    private OutcomeLedger(IConnection connection) => _connection = connection;

    /// <summary>Outcomes that cannot be told to belong to a message: a mutation may take every sign of it.</summary>
    public IReadOnlyCollection<OutcomeRecord> Unknown => _unknown;

    /// <summary>Outcomes that are no strict JSON.</summary>
    public IReadOnlyCollection<string> Unreadable => _unreadable;

    public int DeadLetters => _byNumber.Values.Append(_unknown).Sum(outcomes => outcomes.Count(outcome => outcome.Outcome != Expected.Answered));

    public static async Task<OutcomeLedger> StartAsync(VirtualHost host, CancellationToken cancellationToken)
    {
        var ledger = new OutcomeLedger(await host.ConnectAsync(cancellationToken));
        var channel = await ledger._connection.CreateChannelAsync(cancellationToken: cancellationToken);
        const string Queue = "hostile.outcomes";
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        foreach (var exchange in new[] { "Dispatch.Contracts:CompletionResult", "Dispatch.Contracts:CompletionDeadLettered" })
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(Queue, exchange, "", cancellationToken: cancellationToken);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            ledger.Add(delivery.Body);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue, autoAck: true, consumer, cancellationToken);
        return ledger;
    }

    /// <summary>The outcomes of this message.</summary>
    public IReadOnlyCollection<OutcomeRecord> Of(int number) => _byNumber.TryGetValue(number, out var outcomes) ? outcomes : [];

    /// <summary>Returns when every message has an outcome, or when no more are to be had; then those without one.</summary>
    public async Task<IReadOnlyList<HostileMessage>> WaitAsync(IReadOnlyList<HostileMessage> messages, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            var missing = messages.Where(message => Of(message.Number).Count == 0).ToList();
            if (missing.Count <= _unknown.Count || TimeProvider.System.GetElapsedTime(start) > limit)
                return missing;
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Add(ReadOnlyMemory<byte> body)
    {
        try
        {
            var outcome = new OutcomeRecord(body);
            (outcome.Number() is { } number ? _byNumber.GetOrAdd(number, _ => new ConcurrentQueue<OutcomeRecord>()) : _unknown).Enqueue(outcome);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            _unreadable.Enqueue($"{e.Message}: {Convert.ToBase64String(body.Span[..Math.Min(body.Length, 2000)])}");
        }
    }
}
