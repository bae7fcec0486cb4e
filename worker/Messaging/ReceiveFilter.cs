using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// First to see a request whose JSON could be read: reads its headers, makes redelivery available, and lets through what is due, sound,
/// and does not kill workers.
/// </summary>
internal sealed class ReceiveFilter(
    IRedeliveryRoute route, OutcomeSender sender, OutcomePublisher publisher, GracePeriod grace, TimeProvider time)
    : IFilter<ConsumeContext<CompletionRequest>>
{
    public async Task Send(ConsumeContext<CompletionRequest> context, IPipe<ConsumeContext<CompletionRequest>> next)
    {
        await grace.RefuseIfBegunAsync();
        var now = time.GetUtcNow();
        ReceivedRequest received;
        try
        {
            received = RequestReader.Read(context, now);
        }
        catch (MalformedMessageException malformed)
        {
            var id = RequestReader.IsId(context.Message.Id) ? context.Message.Id : null;
            await publisher.PublishAsync(context, RawLetter.Malformed(context.ReceiveContext, malformed.Message, now, id));
            await ConsumedAsync(context);
            return;
        }

        context.ReceiveContext.AddOrUpdatePayload(() => received, _ => received);
        MessageRedeliveryContext redelivery = new RequestRedeliveryContext(context, route, sender, time);
        context.AddOrUpdatePayload(() => redelivery, _ => redelivery);

        if (received.Due is { } due && due - now > DelayLanes.Tolerance)
        {
            var history = HistoryCodec.Write(received.History);
            await redelivery.ScheduleRedelivery(due - now, (_, send) => send.Headers.Set(BrokerNames.HistoryHeader, history));
            await ConsumedAsync(context);
        }
        else if (Isolation.IsOver(context.ReceiveContext, Isolation.DeliveriesToWork))
        {
            await publisher.PublishAsync(context, Outcomes.DeadLettered(
                context.Message, received.History, DeadLetterReason.Faulted, Isolation.Describe(context.ReceiveContext), now));
            await ConsumedAsync(context);
        }
        else
        {
            await next.Send(context);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-receive");

    // Without this MassTransit takes a message that no consumer saw for one of another type.
    private static Task ConsumedAsync(ConsumeContext<CompletionRequest> context) =>
        context.NotifyConsumed(context, TimeSpan.Zero, nameof(ReceiveFilter));
}
