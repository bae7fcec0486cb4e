using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>A message of the dead letters' queue, not acknowledged yet.</summary>
/// <param name="Tag">What it is acknowledged by.</param>
/// <param name="Properties">Its properties and headers.</param>
/// <param name="Body">The message.</param>
internal sealed record LetterDelivery(ulong Tag, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    // RabbitMQ 4 drops a message for good when it has come back twenty times, and a lost connection counts.
    private const long ManyDeliveries = 10;
    private const long MostDeliveries = 15;

    /// <summary>Whether the broker is on the way to give it up.</summary>
    public bool IsWorn => BrokerProperties.DeliveriesBefore(Properties) >= ManyDeliveries;

    /// <summary>Whether it must not be lost once more by a process that ends while it stores it.</summary>
    public bool IsNearlyLost => BrokerProperties.DeliveriesBefore(Properties) >= MostDeliveries;
}
