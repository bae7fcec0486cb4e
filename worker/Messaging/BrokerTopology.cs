using Dispatch.Contracts;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// What Dispatch has on a broker beside the two queues that it consumes, which MassTransit declares: the delay lanes, and the queues
/// that keep outcomes. Everything is durable, queues are quorum queues, and declaring it again changes nothing.
/// </summary>
internal static class BrokerTopology
{
    /// <summary>
    /// Deliveries of one message before the broker gives it up. RabbitMQ's own default since 4.0 is 20, and it counts a lost
    /// connection for every prefetched message: rolling restarts would make it drop requests.
    /// </summary>
    public const int DeliveryLimit = 1_000_000;

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await DeclareFanoutAsync(channel, BrokerNames.Retry, cancellationToken).ConfigureAwait(false);
        foreach (var seconds in DelayLanes.Seconds)
            await DeclareLaneAsync(channel, seconds, cancellationToken).ConfigureAwait(false);

        await DeclareResultsAsync(channel, cancellationToken).ConfigureAwait(false);
        await DeclareDeadLettersAsync(channel, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The arguments of a delay lane: what stays in it for its time goes to the retry queue, with a confirm between the two.</summary>
    public static Dictionary<string, object?> LaneArguments(int seconds) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-message-ttl"] = seconds * 1000,
        ["x-dead-letter-exchange"] = BrokerNames.Retry,
        ["x-dead-letter-strategy"] = "at-least-once",
        // Without this the broker accepts the declaration and falls back to at-most-once, silently.
        ["x-overflow"] = "reject-publish",
    };

    // Nothing but the type, so that any client can consume it without knowing further arguments.
    private static Dictionary<string, object?> KeepArguments() => new() { ["x-queue-type"] = "quorum" };

    private static async Task DeclareLaneAsync(IChannel channel, int seconds, CancellationToken cancellationToken)
    {
        var lane = BrokerNames.DelayLane(seconds);
        await DeclareFanoutAsync(channel, lane, cancellationToken).ConfigureAwait(false);
        await DeclareQueueAsync(channel, lane, LaneArguments(seconds), cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(lane, lane, "", null, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    // A result that its requester has received is for subscribers only; the rest is kept as well.
    private static async Task DeclareResultsAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var published = ExchangeOf<CompletionResult>();
        await DeclareFanoutAsync(channel, published, cancellationToken).ConfigureAwait(false);
        await channel.ExchangeDeclareAsync(
            BrokerNames.UnclaimedResults, ExchangeType.Headers, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.ExchangeBindAsync(BrokerNames.UnclaimedResults, published, "", null, cancellationToken: cancellationToken).ConfigureAwait(false);
        await DeclareQueueAsync(channel, BrokerNames.Results, KeepArguments(), cancellationToken).ConfigureAwait(false);
        var unclaimed = new Dictionary<string, object?> { ["x-match"] = "all", [BrokerNames.UnclaimedHeader] = BrokerNames.UnclaimedValue };
        await channel.QueueBindAsync(BrokerNames.Results, BrokerNames.UnclaimedResults, "", unclaimed, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static async Task DeclareDeadLettersAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var published = ExchangeOf<CompletionDeadLettered>();
        await DeclareFanoutAsync(channel, published, cancellationToken).ConfigureAwait(false);
        await DeclareQueueAsync(channel, BrokerNames.DeadLetters, KeepArguments(), cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(BrokerNames.DeadLetters, published, "", null, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static string ExchangeOf<T>() where T : class =>
        new RabbitMqMessageNameFormatter().GetMessageName(typeof(T));

    private static Task DeclareFanoutAsync(IChannel channel, string name, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);

    private static Task DeclareQueueAsync(
        IChannel channel, string name, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
}
