using System.Diagnostics;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Replays;
using Dispatch.Worker.Messaging.Tracing;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Sends what follows from a delivery: outcomes to whoever subscribes, responses to requesters, and requests back to the workers.</summary>
internal sealed class OutcomeSender(IMessageSender sender, BrokerWatch? topology = null)
{
    private static readonly Uri Replays = new($"queue:{BrokerNames.Replays}");
    private static readonly TimeSpan LongestResponse = TimeSpan.FromSeconds(5);

    /// <summary>Publishes to all subscribers; returns when the broker has confirmed.</summary>
    /// <param name="message">The outcome.</param>
    /// <param name="id">Its message id.</param>
    /// <param name="mustBeKept">A queue must have taken it; where there is none, the topology is declared again.</param>
    /// <param name="cause">The delivery that it follows from, if it could be read.</param>
    /// <param name="replay">The delivery's mark, where it was replayed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    public Task PublishAsync<T>(
        T message, Guid id, bool mustBeKept, ConsumeContext? cause, ReplayMark? replay, CancellationToken cancellationToken)
        where T : class =>
        EnsureAsync(typeof(T).Name, () => sender.PublishAsync(message, publish =>
        {
            Relate(publish, id, cause);
            if (replay is not null)
                publish.Headers.Set(BrokerNames.ReplayHeader, replay.ToString());
            if (mustBeKept)
            {
                Require(publish);
                publish.Headers.Set(BrokerNames.UnclaimedHeader, BrokerNames.UnclaimedValue);
            }
        }, cancellationToken), cancellationToken);

    /// <summary>Sends to the requester's response address, as MassTransit's request client expects it.</summary>
    /// <exception cref="MessageReturnedException">Nobody receives there.</exception>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The broker did not take it in time.</exception>
    public async Task RespondAsync<T>(T message, Guid id, Uri address, ConsumeContext request)
        where T : class
    {
        // A requester's full queue must not hold up the outcome.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.CancellationToken);
        limit.CancelAfter(LongestResponse);
        using var span = DispatchSpans.StartSend("response");
        await sender.RespondAsync(message, address, send =>
        {
            Relate(send, id, request);
            send.RequestId = request.RequestId;
            Require(send);
        }, limit.Token).WaitAsync(limit.Token);
    }

    /// <summary>Sends a delivery on as it came, to where it comes back from.</summary>
    /// <exception cref="OversizedMessageException">It is larger than the broker takes, and was not sent.</exception>
    public Task RedeliverAsync(CompletionRequest message, Uri address, Action<SendContext> prepare, CancellationToken cancellationToken) =>
        EnsureAsync(address.AbsolutePath, () => sender.SendAsync<CompletionRequest>(message, address, prepare, cancellationToken), cancellationToken);

    /// <summary>Tells the monitor, who may be away; returns when the broker keeps it.</summary>
    public Task ReportAsync(ReplayAnswered answered, ConsumeContext cause) =>
        EnsureAsync(BrokerNames.Replays, () => sender.SendAsync<ReplayAnswered>(answered, Replays, send =>
        {
            Relate(send, NewId.NextGuid(), cause);
            Require(send);
        }, cause.CancellationToken), cause.CancellationToken);

    private static void Relate(SendContext send, Guid id, ConsumeContext? cause)
    {
        send.MessageId = id;
        TraceHeaders.Write(send, cause?.ReceiveContext);
        if (cause is null)
            return;

        send.ConversationId = cause.ConversationId;
        send.InitiatorId = cause.CorrelationId ?? cause.MessageId;
        send.SourceAddress = cause.ReceiveContext.InputAddress;
    }

    private static void Require(SendContext send)
    {
        if (send is RabbitMqSendContext rabbit)
            rabbit.Mandatory = true;
    }

    private Task EnsureAsync(string destination, Func<Task> send, CancellationToken cancellationToken)
    {
        return Activity.Current is null ? EnsureAsync() : TraceAsync();

        Task EnsureAsync() => topology is null ? send() : topology.EnsureAsync(send, cancellationToken);

        async Task TraceAsync()
        {
            using var span = DispatchSpans.StartSend(destination);
            try
            {
                await EnsureAsync();
            }
            catch (Exception exception)
            {
                DispatchSpans.Fail(span, exception);
                throw;
            }
        }
    }
}
