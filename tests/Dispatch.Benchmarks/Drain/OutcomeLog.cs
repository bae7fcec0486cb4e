using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Benchmarks.Drain;

/// <summary>Takes outcomes from their queues as they come, and tells when every request has one.</summary>
internal sealed class OutcomeLog(DrainClock clock, int requests) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<DrainOutcome> _outcomes = [];
    private readonly HashSet<string> _ids = [];
    private IConnection? _connection;

    /// <summary>Every outcome so far, further ones of the same request among them.</summary>
    public IReadOnlyList<DrainOutcome> Outcomes
    {
        get
        {
            lock (_lock)
                return [.. _outcomes];
        }
    }

    public async Task StartAsync(VirtualHost host, IReadOnlyList<string> queues, CancellationToken cancellationToken)
    {
        _connection = await host.ConnectAsync(cancellationToken);
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, 1000, global: false, cancellationToken);
        foreach (var queue in queues)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                // What the yardstick publishes is the provider's answer alone.
                Add(delivery.BasicProperties is { MessageId: { } id, ContentType: null }
                    ? new DrainOutcome(id, clock.Now, IsDeadLetter: false, FailedAttempts: null)
                    : DrainOutcome.Read(delivery.Body, clock.Now));
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
            };
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        }
    }

    /// <summary>Returns when every request has an outcome.</summary>
    /// <exception cref="TimeoutException">For two minutes none came.</exception>
    public async Task WaitForAllAsync(CancellationToken cancellationToken)
    {
        for (var (seen, since) = (0, TimeProvider.System.GetTimestamp()); ;)
        {
            int count;
            lock (_lock)
                count = _ids.Count;
            if (count == requests)
                return;

            if (count > seen)
                (seen, since) = (count, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"{count} of {requests} requests have an outcome, and none came for {Patience}.");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private void Add(DrainOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes.Add(outcome);
            _ids.Add(outcome.Id);
        }
    }
}
