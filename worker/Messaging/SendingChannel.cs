using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>A channel with confirms on a connection of its own, opened when it is needed and anew when it is lost.</summary>
internal sealed class SendingChannel(BrokerConnector connector, string purpose, BrokerBlockage? blockage = null) : IAsyncDisposable
{
    // Without the limiter that is there by default: it holds each message back for half a second and more while over 64 wait for their
    // confirmation. The prefetch bounds how many can.
    private static readonly CreateChannelOptions WithConfirms = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    // For all nodes together; each has a limit of its own.
    private static readonly TimeSpan TimeToOpen = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _opening = new(1);
    private volatile Opened? _open;

    /// <summary>The open channel. Many may send on it at once.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker can't be reached.</exception>
    public async Task<IChannel> GetAsync(CancellationToken cancellationToken)
    {
        if (_open is { Channel: { IsOpen: true } ready })
            return ready;

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_open is { Channel: { IsOpen: true } opened })
                return opened;

            Discard(_open?.Channel);
            _open = await OpenAsync(cancellationToken).WaitAsync(TimeToOpen, cancellationToken);
            return _open.Channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Does without this channel from now on, and its connection.</summary>
    public void Discard(IChannel? channel)
    {
        if (_open is { } open && ReferenceEquals(open.Channel, channel))
        {
            _open = null;
            // Not awaited: what is broken may take its time to end, or never do.
            _ = EndAsync(open);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_open is { } open)
            await EndAsync(open);
        _opening.Dispose();
    }

    /// <summary>Opens one for a single use.</summary>
    public static async Task UseAsync(BrokerConnector connector, string purpose, Func<IChannel, Task> use, CancellationToken cancellationToken)
    {
        await using var connection = await connector.ConnectAsync(purpose, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(WithConfirms, cancellationToken);
        await use(channel);
    }

    private async Task<Opened> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await connector.ConnectAsync(purpose, cancellationToken);
        blockage?.Watch(connection);
        return new Opened(connection, await connection.CreateChannelAsync(WithConfirms, cancellationToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A connection that is given up is nobody's business any more.")]
    private static async Task EndAsync(Opened open)
    {
        try
        {
            await open.Connection.DisposeAsync();
        }
        catch (Exception)
        {
        }
    }

    private sealed record Opened(IConnection Connection, IChannel Channel);
}
