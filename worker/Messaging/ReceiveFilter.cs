using System.Globalization;
using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// First to see a readable request: makes redelivery available, parks a request that came back early in the next lane, and reads the
/// history.
/// </summary>
internal sealed class ReceiveFilter(IRedeliveryRoute route, GracePeriod grace, TimeProvider time) : IFilter<ConsumeContext<CompletionRequest>>
{
    public async Task Send(ConsumeContext<CompletionRequest> context, IPipe<ConsumeContext<CompletionRequest>> next)
    {
        grace.ThrowIfBegun();
        var received = RequestReader.Read(context, time.GetUtcNow());
        context.ReceiveContext.AddOrUpdatePayload(() => received, _ => received);

        MessageRedeliveryContext redelivery = new RequestRedeliveryContext(context, route, time);
        context.AddOrUpdatePayload(() => redelivery, _ => redelivery);

        var early = DueOf(context.ReceiveContext) - time.GetUtcNow();
        if (early > DelayLanes.Tolerance)
        {
            await redelivery.ScheduleRedelivery(early.Value);
            await context.NotifyConsumed(context, TimeSpan.Zero, nameof(ReceiveFilter));
            return;
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-receive");

    private static DateTimeOffset? DueOf(ReceiveContext context) =>
        long.TryParse(context.TransportHeaders.Get<string>(BrokerNames.DueHeader), CultureInfo.InvariantCulture, out var due)
        && due >= 0 && due < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : null;
}
