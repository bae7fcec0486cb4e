using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A virtual host that one test has for itself. Disposing it deletes it and cuts the connections to it.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly ManagementApi _management;

    internal VirtualHost(ManagementApi management, Uri broker, string name)
    {
        _management = management;
        Name = name;
        Uri = new UriBuilder(broker) { Path = name }.Uri;
    }

    public string Name { get; }

    /// <summary>The amqp URL, with credentials.</summary>
    public Uri Uri { get; }

    /// <summary>A connection of RabbitMQ.Client's, without automatic recovery: the test sees what happens to it.</summary>
    public Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = Uri, AutomaticRecoveryEnabled = false, ClientProvidedName = "dispatch tests" };
        return factory.CreateConnectionAsync(cancellationToken);
    }

    /// <summary>
    /// The messages that are ready in the queue, at this moment; those delivered and not yet acknowledged are not among them.
    /// Null: there is no such queue.
    /// </summary>
    public async Task<long?> CountAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return await CountAsync(connection, queue, cancellationToken);
    }

    /// <summary>The names of all queues.</summary>
    public Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken) => _management.GetQueueNamesAsync(Name, cancellationToken);

    /// <summary>Returns when exactly <paramref name="expected"/> messages are ready in the queue.</summary>
    /// <exception cref="TimeoutException">Not so within <paramref name="patience"/> (30 s); the message holds the last count.</exception>
    public async Task WaitForCountAsync(string queue, long expected, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var limit = patience ?? TimeSpan.FromSeconds(30);
        var start = TimeProvider.System.GetTimestamp();
        await using var connection = await ConnectAsync(cancellationToken);
        for (; ; )
        {
            var count = await CountAsync(connection, queue, cancellationToken);
            if (count == expected)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"{queue} had {count?.ToString() ?? "not been declared"} after {limit}, not {expected}.");
            }

            // AMQP has no signal for a queue's length.
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _management.DeleteVirtualHostAsync(Name, CancellationToken.None);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            // The broker is gone, which a test of a crash may have meant; its virtual hosts go with it.
        }
    }

    private static async Task<long?> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }
}
