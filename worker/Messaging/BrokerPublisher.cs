using System.Net.Sockets;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Publishes to the broker and sees it through: across lost connections, full queues and alarms, for as long as it takes. It goes past
/// MassTransit, which declares an exchange on each new channel, with a call that can hang for good when the connection is cut meanwhile
/// (RabbitMQ.Client 7.2.2 leaves those waiting who stand in line at a channel that is disposed).
/// </summary>
internal sealed partial class BrokerPublisher(
    BrokerConnector connector, SendingChannel channels, Confirmation confirmation, TimeProvider time, ILogger<BrokerPublisher> logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Returns when the broker has confirmed.</summary>
    /// <exception cref="MessageReturnedException">It is mandatory, and no queue took it; or its exchange is not there.</exception>
    /// <exception cref="OperationInterruptedException">The broker refuses this very message, for instance because of its size.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (await TryAsync(message, cancellationToken))
                    return;
            }
            catch (PublishException refused) when (!refused.IsReturn)
            {
                LogFull(message.Exchange, message.RoutingKey);
            }
            catch (OperationInterruptedException closed) when (BlamesAMessage(closed.ShutdownReason))
            {
                await PublishAloneAsync(message, cancellationToken);
                return;
            }
            catch (Exception broken) when (IsOfTheWay(broken) && !cancellationToken.IsCancellationRequested)
            {
                LogBroken(BrokerTrouble.Describe(broken, connector.Settings));
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>False: it was not confirmed in time, and the channel is given up.</summary>
    private async Task<bool> TryAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var channel = await channels.GetAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (await confirmation.ArrivesAsync(message.SendAsync(channel, CancellationToken.None).AsTask(), cancellationToken))
                return true;
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            throw new MessageReturnedException("No queue of the broker's takes the message.", returned);
        }

        LogUnconfirmed();
        channels.Discard(channel);
        return false;
    }

    // The broker closes the channel over one message, and all that are under way there fail alike. On a channel of its own shows which.
    private async Task PublishAloneAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await SendingChannel.UseAsync(connector, "one message", channel => message.SendAsync(channel, cancellationToken).AsTask(), cancellationToken);
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            throw new MessageReturnedException("No queue of the broker's takes the message.", returned);
        }
        catch (OperationInterruptedException closed) when (closed.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            throw new MessageReturnedException($"There is no exchange '{message.Exchange}'.", closed);
        }
    }

    private static bool BlamesAMessage(ShutdownEventArgs? reason) => reason is
    {
        Initiator: ShutdownInitiator.Peer,
        ReplyCode: Constants.ContentTooLarge or Constants.AccessRefused or Constants.NotFound or Constants.PreconditionFailed
            or Constants.FrameError or Constants.SyntaxError or Constants.CommandInvalid or Constants.NotAllowed or Constants.NotImplemented,
    };

    private static bool IsOfTheWay(Exception exception) => exception switch
    {
        ProtocolException or WireFormattingException => false,
        RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException or OperationCanceledException => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker refuses a message for '{Exchange}{RoutingKey}', so a queue is full; the message is held, and sent again")]
    private partial void LogFull(string exchange, string routingKey);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message can't be sent: {Trouble} It is held, and sent again")]
    private partial void LogBroken(string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker has not confirmed a message for a minute; it is sent again")]
    private partial void LogUnconfirmed();
}
