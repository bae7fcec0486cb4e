using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Messaging.Queues;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// First to see a request whose JSON could be read: reads its headers, makes redelivery available, and lets through what is due, sound,
/// and does not kill workers.
/// </summary>
internal sealed partial class ReceiveFilter(
    IRedeliveryRoute route, OutcomeSender sender, OutcomePublisher publisher, GracePeriod grace, QueueHead head, TimeProvider time, ILogger<ReceiveFilter> logger)
    : IFilter<ConsumeContext<CompletionRequest>>
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong with a message must end in an outcome, not in an endless redelivery.")]
    public async Task Send(ConsumeContext<CompletionRequest> context, IPipe<ConsumeContext<CompletionRequest>> next)
    {
        await grace.RefuseIfBegunAsync();
        // Thrown further: MassTransit could not even note that such a message is consumed.
        MessageIds.Check(context);
        var now = time.GetUtcNow();
        ReceivedRequest received;
        try
        {
            received = RequestReader.Read(context, now);
        }
        catch (MalformedMessageException malformed)
        {
            await EndAsync(context, RawLetter.Malformed(context.ReceiveContext, malformed.Message, now, IdOf(context)));
            return;
        }
        catch (Exception exception)
        {
            LogFault(exception, context.ReceiveContext.InputAddress);
            await EndAsync(context, RawLetter.Faulted(
                context.ReceiveContext, $"The worker failed to read this message with {FaultText.Of(exception)}", now, IdOf(context)));
            return;
        }

        context.ReceiveContext.AddOrUpdatePayload(() => received, _ => received);
        if (received.SentAt is { } sent)
            head.Took(sent, now);
        MessageRedeliveryContext redelivery = new RequestRedeliveryContext(context, route, sender, time);
        context.AddOrUpdatePayload(() => redelivery, _ => redelivery);

        if (received.Due is { } due && due - now > DelayLanes.Tolerance)
        {
            await publisher.PublishAsync(context, new Outcome.Redelivered(received.History, due - now, RedeliveryReason.Early));
            await ConsumedAsync(context);
        }
        else if (Isolation.IsOver(context.ReceiveContext, Isolation.DeliveriesToWork))
        {
            await EndAsync(context, Outcomes.DeadLettered(
                context.Message, received.History, DeadLetterReason.Faulted, Isolation.Describe(context.ReceiveContext), now));
        }
        else
        {
            await next.Send(context);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-receive");

    private async Task EndAsync(ConsumeContext<CompletionRequest> context, CompletionDeadLettered letter)
    {
        await publisher.PublishAsync(context, letter);
        await ConsumedAsync(context);
    }

    private static string? IdOf(ConsumeContext<CompletionRequest> context) => RequestReader.IsId(context.Message.Id) ? context.Message.Id : null;

    // Without this MassTransit takes a message that no consumer saw for one of another type.
    private static Task ConsumedAsync(ConsumeContext<CompletionRequest> context) =>
        context.NotifyConsumed(context, TimeSpan.Zero, nameof(ReceiveFilter));

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker failed to read a message from {Address}; it becomes a dead letter")]
    private partial void LogFault(Exception exception, Uri address);
}
