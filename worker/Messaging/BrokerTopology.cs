using Dispatch.Contracts;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// What Dispatch has on a broker: the two queues that workers consume (MassTransit declares them again, alike), the delay lanes, and
/// the queues that keep outcomes. Everything is durable, queues are quorum queues, and declaring it again changes nothing.
/// </summary>
internal static class BrokerTopology
{
    /// <summary>
    /// Deliveries of one message before the broker gives it up. RabbitMQ's own default since 4.0 is 20, and it counts a lost
    /// connection for every prefetched message: rolling restarts would make it drop requests.
    /// </summary>
    private const int DeliveryLimit = 1_000_000;

    /// <summary>
    /// The arguments of the two queues that workers consume. A request whose own time to live runs out here, as a request client's does,
    /// goes to the retry queue, where a worker sees it and says so in a dead letter.
    /// </summary>
    public static Dictionary<string, object?> RequestArguments() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = BrokerNames.Retry,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await DeclareQueueWithExchangeAsync(channel, BrokerNames.Requests, RequestArguments(), cancellationToken);
        await BindToMessageAsync<CompletionRequest>(channel, BrokerNames.Requests, cancellationToken);
        await DeclareQueueWithExchangeAsync(channel, BrokerNames.Retry, RequestArguments(), cancellationToken);
        foreach (var lane in DelayLanes.All)
            await DeclareQueueWithExchangeAsync(channel, BrokerNames.DelayLane(lane), LaneArguments(lane), cancellationToken);

        await DeclareResultsAsync(channel, cancellationToken);
        await DeclareQueueWithExchangeAsync(channel, BrokerNames.DeadLetters, KeepArguments(), cancellationToken);
        await BindToMessageAsync<CompletionDeadLettered>(channel, BrokerNames.DeadLetters, cancellationToken);
    }

    /// <summary>The arguments of a delay lane: what stays in it for its time goes to the retry queue, with a confirm between the two.</summary>
    public static Dictionary<string, object?> LaneArguments(TimeSpan lane) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-message-ttl"] = (int)lane.TotalMilliseconds,
        ["x-dead-letter-exchange"] = BrokerNames.Retry,
        ["x-dead-letter-strategy"] = "at-least-once",
        // Without this the broker accepts the declaration and falls back to at-most-once, silently.
        ["x-overflow"] = "reject-publish",
    };

    // Nothing but the type, so that any client can consume it without knowing further arguments.
    private static Dictionary<string, object?> KeepArguments() => new() { ["x-queue-type"] = "quorum" };

    private static async Task DeclareQueueWithExchangeAsync(
        IChannel channel, string name, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        await DeclareFanoutAsync(channel, name, cancellationToken);
        await DeclareQueueAsync(channel, name, arguments, cancellationToken);
        await channel.QueueBindAsync(name, name, "", null, cancellationToken: cancellationToken);
    }

    private static async Task BindToMessageAsync<T>(IChannel channel, string exchange, CancellationToken cancellationToken)
        where T : class
    {
        await DeclareFanoutAsync(channel, ExchangeOf<T>(), cancellationToken);
        await channel.ExchangeBindAsync(exchange, ExchangeOf<T>(), "", null, cancellationToken: cancellationToken);
    }

    // A result that its requester has received is for subscribers only; the rest is kept as well.
    private static async Task DeclareResultsAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(
            BrokerNames.UnclaimedResults, ExchangeType.Headers, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await BindToMessageAsync<CompletionResult>(channel, BrokerNames.UnclaimedResults, cancellationToken);
        await DeclareQueueAsync(channel, BrokerNames.Results, KeepArguments(), cancellationToken);
        var unclaimed = new Dictionary<string, object?> { ["x-match"] = "all", [BrokerNames.UnclaimedHeader] = BrokerNames.UnclaimedValue };
        await channel.QueueBindAsync(BrokerNames.Results, BrokerNames.UnclaimedResults, "", unclaimed, cancellationToken: cancellationToken);
    }

    private static string ExchangeOf<T>() where T : class =>
        new RabbitMqMessageNameFormatter().GetMessageName(typeof(T));

    private static Task DeclareFanoutAsync(IChannel channel, string name, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);

    private static Task DeclareQueueAsync(
        IChannel channel, string name, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
}
