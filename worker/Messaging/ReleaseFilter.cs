using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Outside of all that works on a delivery: gives back what its message was parsed into.</summary>
internal sealed class ReleaseFilter : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        try
        {
            await next.Send(context);
        }
        finally
        {
            if (context.TryGetPayload(out ParsedRequest? parsed))
                parsed.Dispose();
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-release");
}
