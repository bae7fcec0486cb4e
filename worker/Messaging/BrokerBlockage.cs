using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Knows whether the broker takes no messages at the moment, because its memory or disk runs out. Publishing then waits, and so do the
/// requests in work; nothing is given up.
/// </summary>
internal sealed partial class BrokerBlockage(ILogger<BrokerBlockage> logger)
{
    private volatile IConnection? _watched;
    private volatile string? _reason;

    /// <summary>Why it takes none; null: it takes them.</summary>
    public string? Reason => _reason;

    /// <summary>Listens on this connection, in place of the one before; to be called often.</summary>
    public void Watch(IConnection connection)
    {
        if (ReferenceEquals(_watched, connection))
            return;

        (_watched, _reason) = (connection, null);
        connection.ConnectionBlockedAsync += Blocked;
        connection.ConnectionUnblockedAsync += Unblocked;
    }

    private Task Blocked(object sender, ConnectionBlockedEventArgs blocked)
    {
        _reason = blocked.Reason;
        LogBlocked(blocked.Reason);
        return Task.CompletedTask;
    }

    private Task Unblocked(object sender, AsyncEventArgs unblocked)
    {
        _reason = null;
        LogUnblocked();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker takes nothing at the moment ({Reason}); outcomes wait until it does. Give it memory or disk, or empty its queues.")]
    private partial void LogBlocked(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker takes messages again.")]
    private partial void LogUnblocked();
}
