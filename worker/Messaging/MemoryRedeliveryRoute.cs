using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>In memory: to the retry queue, with MassTransit's own delay.</summary>
internal sealed class MemoryRedeliveryRoute : IRedeliveryRoute
{
    private static readonly Uri Retry = new($"queue:{BrokerNames.Retry}");

    public Uri AddressFor(TimeSpan delay) => Retry;

    public void Prepare(SendContext send, TimeSpan delay, DateTimeOffset now)
    {
        if (delay > TimeSpan.Zero)
            send.Delay = delay;
    }
}
