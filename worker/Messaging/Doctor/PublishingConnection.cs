using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// A connection for what publishes: once a broker in alarm has blocked it, it takes nothing more from it, not even a farewell.
/// </summary>
internal sealed class PublishingConnection : IAsyncDisposable
{
    private static readonly TimeSpan TimeToAbort = TimeSpan.FromSeconds(1);

    private readonly IConnection _connection;
    private readonly TaskCompletionSource<string> _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PublishingConnection(IConnection connection)
    {
        _connection = connection;
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _blocked.TrySetResult(blocked.Reason);
            return Task.CompletedTask;
        };
    }

    public static async Task<PublishingConnection> OpenAsync(BrokerSettings settings, CancellationToken cancellationToken) =>
        new(await new BrokerConnector(settings).ConnectAsync("doctor publisher", cancellationToken));

    /// <summary>Runs what publishes.</summary>
    /// <exception cref="BlockedException">The broker blocks the connection, now or before.</exception>
    public async Task<T> RunAsync<T>(Func<IConnection, Task<T>> publish)
    {
        if (_blocked.Task.IsCompleted)
            throw new BlockedException(await _blocked.Task);

        var published = publish(_connection);
        if (await Task.WhenAny(published, _blocked.Task) == published)
            return await published;

        // What it ends with, when the connection is cut, is of no interest.
        _ = published.ContinueWith(ended => ended.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
        throw new BlockedException(await _blocked.Task);
    }

    public async ValueTask DisposeAsync()
    {
        if (_blocked.Task.IsCompleted)
            await _connection.AbortAsync(TimeToAbort);
        await _connection.DisposeAsync();
    }
}

/// <summary>The broker blocks publishers, because of an alarm; the message is its reason.</summary>
internal sealed class BlockedException(string reason) : Exception(reason);
