using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// When a message that comes back without an outcome is taken for one that workers die of. The broker counts a lost worker for every
/// message that it had, so the count alone accuses the innocent too: each is worked on alone before it is given up.
/// </summary>
internal static class Isolation
{
    private static readonly TimeSpan TimeToAcknowledge = TimeSpan.FromSeconds(1);

    /// <summary>Deliveries that came to nothing before a message is worked on alone. One or none is an everyday restart.</summary>
    public const int DeliveriesBefore = 2;

    /// <summary>Deliveries that came to nothing, worked on alone, before a request is a dead letter.</summary>
    public const int DeliveriesToWork = 3;

    /// <summary>Likewise for a message that has not even come so far as to be read: it is not read any more.</summary>
    public const int DeliveriesToRead = 5;

    /// <summary>Likewise for one whose dead letter, too, could not be published.</summary>
    public const int DeliveriesToPublish = 10;

    /// <summary>
    /// How long to wait with a message that was isolated just now. Were it worked on at once, it could kill the worker that moved it before
    /// that has acknowledged the original, and there would be one more of it after each death.
    /// </summary>
    /// <param name="isolatedAt">When it was moved, by the clock of the worker that did it.</param>
    /// <param name="now">The present.</param>
    public static TimeSpan Wait(DateTimeOffset? isolatedAt, DateTimeOffset now) =>
        isolatedAt is { } moved && now - moved is var age && age < TimeToAcknowledge
            ? age > TimeSpan.Zero ? TimeToAcknowledge - age : TimeToAcknowledge
            : TimeSpan.Zero;

    /// <summary>Whether this comes from the queue of those that are worked on alone.</summary>
    public static bool IsIn(ReceiveContext context) =>
        context.InputAddress.AbsolutePath.EndsWith($"/{BrokerNames.Isolated}", StringComparison.Ordinal);

    /// <summary>Whether it has been worked on alone this often.</summary>
    public static bool IsOver(ReceiveContext context, int deliveries) =>
        IsIn(context) && BrokerProperties.DeliveriesBefore(context) >= deliveries;

    /// <summary>Says so in a sentence.</summary>
    public static string Describe(ReceiveContext context) =>
        $"The worker that had this request died or lost the broker, {DeliveriesBefore} times beside others and {BrokerProperties.DeliveriesBefore(context)} "
        + "times with this request alone in its isolation; the request is the likely cause. See what the workers logged last, and their memory limits.";
}
