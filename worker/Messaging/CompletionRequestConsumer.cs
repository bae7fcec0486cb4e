using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Takes a delivery apart, has it worked on, and carries the outcome out; only then is it acknowledged.</summary>
internal sealed class CompletionRequestConsumer(CompletionProcessor processor, OutcomePublisher publisher, GracePeriod grace)
    : IConsumer<CompletionRequest>
{
    public async Task Consume(ConsumeContext<CompletionRequest> context)
    {
        var received = context.ReceiveContext.GetPayload<ReceivedRequest>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, grace.Over);
        var outcome = await processor.ProcessAsync(context.Message, received.History, stop.Token);
        await publisher.PublishAsync(context, outcome);
    }
}
