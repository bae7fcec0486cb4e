using Dispatch.Worker.Telemetry;
using MassTransit;

namespace Dispatch.Worker.Messaging.Tracing;

/// <summary>Puts a span around all that is done with a delivery.</summary>
internal sealed class TraceFilter(string queue) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => DispatchSpans.AreListenedTo ? TraceAsync(context, next) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-trace");

    private async Task TraceAsync(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        using var span = DispatchSpans.StartDelivery(queue, BrokerProperties.MessageIdOf(context), TraceHeaders.Read(context));
        try
        {
            await next.Send(context);
        }
        catch (Exception exception)
        {
            DispatchSpans.Fail(span, exception);
            throw;
        }
    }
}
