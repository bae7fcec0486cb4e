using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>The way a request takes back to the workers on one transport.</summary>
internal interface IRedeliveryRoute
{
    /// <summary>Where to send a request that is to come back after <paramref name="delay"/>.</summary>
    Uri AddressFor(TimeSpan delay);

    /// <summary>Sets on the message what the transport needs.</summary>
    void Prepare(SendContext send, TimeSpan delay, DateTimeOffset now);
}
