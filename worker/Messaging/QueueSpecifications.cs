using System.Collections.Immutable;

namespace Dispatch.Worker.Messaging;

/// <summary>Every queue that Dispatch has on a broker, with its arguments. All are durable quorum queues.</summary>
internal static class QueueSpecifications
{
    /// <summary>
    /// Deliveries of one message before the broker gives it up. RabbitMQ's own default since 4.0 is 20, and it counts a lost
    /// connection for every prefetched message: rolling restarts would make it drop requests. Dispatch counts itself.
    /// </summary>
    private const int DeliveryLimit = 1_000_000;

    /// <summary>Those that a new request needs.</summary>
    public static ImmutableArray<QueueSpecification> WayIn { get; } = [OfRequests(BrokerNames.Retry), OfRequests(BrokerNames.Requests)];

    /// <summary>All of them, those that others depend on first.</summary>
    public static ImmutableArray<QueueSpecification> All(BrokerSettings settings) =>
    [
        .. WayIn,
        OfRequests(BrokerNames.Isolated),
        .. DelayLanes.All.Select(OfLane),
        Keeping(BrokerNames.Results, settings.Results),
        Keeping(BrokerNames.DeadLetters, settings.DeadLetters),
        Keeping(BrokerNames.Oversized, new QueueBounds()),
        OfReplays,
    ];

    /// <summary>What workers tell the monitor, which may be away for long.</summary>
    public static QueueSpecification OfReplays { get; } = Keeping(BrokerNames.Replays, new QueueBounds());

    /// <summary>
    /// A queue that workers consume. A request whose own time to live runs out here, as a request client's does, goes to the retry queue,
    /// where a worker sees it and says so in a dead letter.
    /// </summary>
    public static QueueSpecification OfRequests(string name) => Quorum(
        name,
        ("x-delivery-limit", DeliveryLimit),
        ("x-dead-letter-exchange", BrokerNames.Retry),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"));

    /// <summary>A delay lane: what stays in it for its time goes to the retry queue, with a confirm between the two.</summary>
    public static QueueSpecification OfLane(TimeSpan lane) => Quorum(
        BrokerNames.DelayLane(lane),
        ("x-message-ttl", (int)lane.TotalMilliseconds),
        ("x-dead-letter-exchange", BrokerNames.Retry),
        ("x-dead-letter-strategy", "at-least-once"),
        // Without this the broker accepts the declaration and falls back to at-most-once, silently.
        ("x-overflow", "reject-publish"));

    // Nothing but the type where there are no bounds, so that any client can consume it without knowing further arguments.
    private static QueueSpecification Keeping(string name, QueueBounds bounds)
    {
        var arguments = new List<(string, object)>();
        if (bounds.MaxMessages is { } messages)
            arguments.AddRange([("x-max-length", messages), ("x-overflow", bounds.DropOldest ? "drop-head" : "reject-publish")]);
        if (bounds.MaxAge is { } age)
            arguments.Add(("x-message-ttl", (long)age.TotalMilliseconds));
        return Quorum(name, [.. arguments]);
    }

    private static QueueSpecification Quorum(string name, params (string Key, object Value)[] arguments) => new(
        name,
        arguments.Append((Key: "x-queue-type", Value: "quorum"))
            .ToImmutableSortedDictionary(argument => argument.Key, object? (argument) => argument.Value, StringComparer.Ordinal));
}
