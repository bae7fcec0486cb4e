using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>On RabbitMQ: to the queue of new requests, over a channel of its own.</summary>
internal sealed class BrokerReplaySender(
    BrokerConnector connector, SendingChannel channels, Confirmation confirmation, MessageBounds bounds, TimeProvider time) : IReplaySender
{
    public async Task<ReplaySent> SendAsync(ReplayMessage message, CancellationToken cancellationToken)
    {
        var outgoing = new OutgoingMessage(Exchange: "", BrokerNames.Requests, Mandatory: true, PropertiesOf(message), message.Body);
        try
        {
            bounds.Check(outgoing);
        }
        catch (OversizedMessageException oversized)
        {
            return new ReplaySent.Refused($"The request cannot be sent: {oversized.Message}.");
        }

        return await OpenAsync(cancellationToken) switch
        {
            (var channel, null) => await SendAsync(outgoing, channel, cancellationToken),
            (_, var trouble) => new ReplaySent.NotSent(trouble),
        };
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nothing has been handed to the broker yet, whatever goes wrong.")]
    private async Task<(IChannel Channel, string? Trouble)> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await channels.GetAsync(cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null!, "The process is stopped.");
        }
        catch (Exception exception)
        {
            return (null!, BrokerTrouble.Describe(exception, connector.Settings));
        }
    }

    // The broker refuses responsibility with a nack, which does not say that no replica has the message.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong from here on, the broker may have the message.")]
    private async Task<ReplaySent> SendAsync(OutgoingMessage message, IChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            if (await confirmation.ArrivesAsync(message.SendAsync(channel, CancellationToken.None).AsTask(), cancellationToken))
                return new ReplaySent.Confirmed();

            channels.Discard(channel);
            return new ReplaySent.Unknown("The broker has not confirmed the message for a minute.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ReplaySent.Unknown("The process was stopped before the broker confirmed the message.");
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            return new ReplaySent.NotSent($"There is no queue '{BrokerNames.Requests}'; a worker declares it.");
        }
        catch (PublishException)
        {
            return new ReplaySent.Unknown("The broker refused the message, which does not say that it does not have it.");
        }
        catch (Exception exception)
        {
            channels.Discard(channel);
            return new ReplaySent.Unknown($"The broker did not confirm the message: {BrokerTrouble.Describe(exception, connector.Settings)}");
        }
    }

    private BasicProperties PropertiesOf(ReplayMessage message)
    {
        var properties = new BasicProperties
        {
            Persistent = true,
            Timestamp = new AmqpTimestamp(time.GetUtcNow().ToUnixTimeSeconds()),
            Headers = new Dictionary<string, object?> { [BrokerNames.ReplayHeader] = message.Mark.ToString() },
        };
        if (message.Id is { } id)
            properties.MessageId = id;
        if (message.ContentType is { } type)
            properties.ContentType = type;
        return properties;
    }
}
