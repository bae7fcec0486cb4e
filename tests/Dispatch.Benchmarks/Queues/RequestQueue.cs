using System.Buffers.Text;
using Dispatch.Benchmarks.Consumers;
using Dispatch.Benchmarks.Providers;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Queues;

/// <summary>
/// The two ends of what is measured: puts requests on the queue, and counts results by the length of theirs, which costs next to nothing.
/// </summary>
internal sealed class RequestQueue : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private const int MostUnconfirmedBytes = 16 << 20;
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private static readonly CachedString DefaultExchange = new("");
    private static readonly CachedString Requests = new(BrokerNames.Requests);

    private readonly IConnection _connection;
    private readonly IChannel _publishing;
    private readonly IChannel _counting;
    private readonly byte[] _message;
    private readonly int _window;
    private readonly PendingConfirms _pending;
    private readonly ulong[] _done;
    private readonly BasicProperties _properties = new() { ContentType = "application/json", Persistent = true };
    private TaskCompletionSource _progress = new();
    private long _published;
    private long _confirmed;

    private RequestQueue(IConnection connection, IChannel publishing, IChannel counting, byte[] message)
    {
        (_connection, _publishing, _counting, _message) = (connection, publishing, counting, message);
        _window = Math.Clamp(MostUnconfirmedBytes / message.Length, 1, 2_000);
        _pending = new PendingConfirms(_window);
        _done = new ulong[_window];
        publishing.BasicAcksAsync += (_, confirm) =>
        {
            Interlocked.Add(ref _confirmed, _pending.Take(confirm.DeliveryTag, confirm.Multiple, _done));
            Volatile.Read(ref _progress).TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <param name="host">Where the queues are, or will be.</param>
    /// <param name="group">The routing group of the requests.</param>
    /// <param name="bodyBytes">How long a request's body is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RequestQueue> OpenAsync(VirtualHost host, string group, int bodyBytes, CancellationToken cancellationToken)
    {
        var connection = await host.ConnectAsync(cancellationToken);
        return new RequestQueue(
            connection,
            await connection.CreateChannelAsync(Confirmed, cancellationToken),
            await connection.CreateChannelAsync(cancellationToken: cancellationToken),
            Payloads.Request(group, bodyBytes));
    }

    /// <summary>Publishes so many requests, persistent; returns when the broker has all of them.</summary>
    public async Task PublishAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await WaitForConfirmsAsync(_published + 1 - _window, cancellationToken);
            _pending.Add((ulong)++_published, delivery: 1);
            Utf8Formatter.TryFormat(_published, _message.AsSpan(Payloads.NumberStart, Payloads.NumberDigits), out _, new('D', Payloads.NumberDigits));
            await _publishing.BasicPublishAsync(DefaultExchange, Requests, mandatory: true, _properties, _message, cancellationToken);
        }

        await WaitForConfirmsAsync(_published, cancellationToken);
    }

    /// <summary>The results that there are.</summary>
    public Task<long> CountResultsAsync(CancellationToken cancellationToken) => CountAsync(BrokerNames.Results, cancellationToken);

    /// <summary>
    /// The requests that nobody has acknowledged, for a consumer that has just ended: the broker forgets it and takes back what it had in
    /// one step.
    /// </summary>
    public async Task<long> CountUnansweredAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var queue = await _counting.QueueDeclarePassiveAsync(BrokerNames.Requests, cancellationToken);
            if (queue.ConsumerCount == 0)
                return queue.MessageCount;

            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Takes one result; null: there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> TakeResultAsync(CancellationToken cancellationToken) =>
        (await _counting.BasicGetAsync(BrokerNames.Results, autoAck: true, cancellationToken))?.Body;

    /// <summary>The dead letters that there are; only Dispatch has such a queue.</summary>
    public Task<long> CountDeadLettersAsync(CancellationToken cancellationToken) => CountAsync(BrokerNames.DeadLetters, cancellationToken);

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task<long> CountAsync(string queue, CancellationToken cancellationToken) =>
        (await _counting.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;

    private async Task WaitForConfirmsAsync(long upTo, CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _confirmed) < upTo)
        {
            var progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _progress, progress);
            if (Interlocked.Read(ref _confirmed) < upTo)
                await progress.Task.WaitAsync(cancellationToken);
        }
    }
}
