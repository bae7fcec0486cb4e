using Dispatch.Contracts;
using MassTransit;
using MassTransit.RabbitMqTransport;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Sends what follows from a delivery. It goes over the bus's own channel: a message that the broker refuses closes the channel it came
/// on, and on the consumers' channel that would cancel every attempt in flight.
/// </summary>
internal sealed class OutcomeSender(Lazy<IBus> bus, MessageBounds bounds, BrokerWatch? topology)
{
    private static readonly TimeSpan LongestResponse = TimeSpan.FromSeconds(5);

    /// <summary>Publishes to all subscribers; returns when the broker has confirmed.</summary>
    /// <param name="message">The outcome.</param>
    /// <param name="id">Its message id.</param>
    /// <param name="mustBeKept">A queue must have taken it; where there is none, the topology is declared again.</param>
    /// <param name="cause">The delivery that it follows from, if it could be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    public Task PublishAsync<T>(T message, Guid id, bool mustBeKept, ConsumeContext? cause, CancellationToken cancellationToken)
        where T : class =>
        WithTopologyAsync(() => bus.Value.Publish(message, publish =>
        {
            Relate(publish, id, cause);
            publish.Mandatory = mustBeKept;
            if (mustBeKept)
                publish.Headers.Set(BrokerNames.UnclaimedHeader, BrokerNames.UnclaimedValue);
            bounds.Check(publish);
        }, cancellationToken), cancellationToken);

    /// <summary>Sends to the requester's response address, as MassTransit's request client expects it.</summary>
    /// <exception cref="MessageReturnedException">Nobody receives there.</exception>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The broker did not take it in time.</exception>
    public async Task RespondAsync<T>(T message, Guid id, Uri address, ConsumeContext request)
        where T : class
    {
        // MassTransit tries for ever to send to an address that the broker refuses to have declared.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.CancellationToken);
        limit.CancelAfter(LongestResponse);
        var endpoint = await bus.Value.GetSendEndpoint(address).WaitAsync(limit.Token);
        await endpoint.Send(message, Pipe.Execute<SendContext<T>>(send =>
        {
            Relate(send, id, request);
            send.RequestId = request.RequestId;
            if (send is RabbitMqSendContext rabbit)
                rabbit.Mandatory = true;
            bounds.Check(send);
        }), limit.Token).WaitAsync(limit.Token);
    }

    /// <summary>Sends a delivery on as it came, to where it comes back from.</summary>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    public async Task RedeliverAsync(CompletionRequest message, Uri address, Action<SendContext> prepare, CancellationToken cancellationToken)
    {
        var endpoint = await bus.Value.GetSendEndpoint(address);
        await WithTopologyAsync(() => endpoint.Send(message, Pipe.Execute<SendContext<CompletionRequest>>(send =>
        {
            prepare(send);
            bounds.Check(send);
        }), cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Puts a delivery among the oversized as it came. On the channel it came on, since there it is neither too large nor refused: the
    /// broker has just handed it out.
    /// </summary>
    /// <param name="context">The delivery.</param>
    /// <param name="letterId">The id of its dead letter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task KeepAsync(ReceiveContext context, string letterId, CancellationToken cancellationToken)
    {
        var properties = BrokerProperties.CopyToKeep(context.GetPayload<RabbitMqBasicConsumeContext>().Properties, letterId);
        return WithTopologyAsync(
            () => context.GetPayload<ChannelContext>().BasicPublishAsync(
                exchange: "", BrokerNames.Oversized, mandatory: true, properties, context.Body.GetBytes(), awaitAck: true, cancellationToken),
            cancellationToken);
    }

    private static void Relate(SendContext send, Guid id, ConsumeContext? cause)
    {
        send.MessageId = id;
        if (cause is null)
            return;

        send.ConversationId = cause.ConversationId;
        send.InitiatorId = cause.CorrelationId ?? cause.MessageId;
        send.SourceAddress = cause.ReceiveContext.InputAddress;
    }

    // A queue that somebody deleted is declared again, and nothing but the send is repeated: the answer has been paid for.
    private async Task WithTopologyAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send();
        }
        catch (MessageReturnedException) when (topology is not null)
        {
            await topology.DeclareAsync(cancellationToken);
            await send();
        }
    }
}
