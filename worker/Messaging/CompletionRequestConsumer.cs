using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Takes a delivery apart, has it worked on, and carries the outcome out; only then is it acknowledged.</summary>
internal sealed class CompletionRequestConsumer(CompletionProcessor processor, OutcomePublisher publisher, GracePeriod grace, RequestMeter meter)
    : IConsumer<CompletionRequest>
{
    public async Task Consume(ConsumeContext<CompletionRequest> context)
    {
        meter.Begin();
        try
        {
            var received = context.ReceiveContext.GetPayload<ReceivedRequest>();
            Outcome outcome;
            using (var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, grace.Over))
            {
                try
                {
                    outcome = await processor.ProcessAsync(context.Message, received.Body, received.History, stop.Token);
                }
                catch (OperationCanceledException) when (grace.Over.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
                {
                    // Sent anew rather than returned: the broker counts each return, and a worker's death no differently.
                    outcome = new Outcome.Redelivered(received.History, TimeSpan.Zero, RedeliveryReason.Handback);
                }
            }

            await publisher.PublishAsync(context, outcome);
        }
        finally
        {
            meter.End();
        }
    }
}
