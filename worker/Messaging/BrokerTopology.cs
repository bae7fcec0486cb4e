using System.Collections.Immutable;
using Dispatch.Contracts;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Declares what Dispatch has on a broker: the queues of <see cref="QueueSpecifications"/> (MassTransit declares those that workers
/// consume again, alike), their exchanges and bindings. What is there already stays as it is, and is checked by the same stroke. A
/// process that only publishes declares the way in: it does not know how the workers have bounded the rest.
/// </summary>
internal sealed class BrokerTopology(BrokerConnector connector, MessagingSettings messaging)
{
    // Workers give their results to subscribers alone where a requester has them; this lets through the rest.
    private static readonly Dictionary<string, object?> Unclaimed = new()
    {
        ["x-match"] = "all",
        [BrokerNames.UnclaimedHeader] = BrokerNames.UnclaimedValue,
    };

    private static readonly ImmutableArray<string> NamesakesOfOutcomes =
        [BrokerNames.Isolated, BrokerNames.DeadLetters, BrokerNames.Oversized, BrokerNames.Replays, .. DelayLanes.All.Select(BrokerNames.DelayLane)];

    /// <summary>Every exchange, with its type; all are durable.</summary>
    public static ImmutableArray<(string Name, string Type)> Exchanges { get; } =
    [
        .. QueueSpecifications.WayIn.Select(queue => queue.Name).Concat(NamesakesOfOutcomes).Select(name => (name, ExchangeType.Fanout)),
        (ExchangeOf<CompletionRequest>(), ExchangeType.Fanout),
        (ExchangeOf<CompletionResult>(), ExchangeType.Fanout),
        (ExchangeOf<CompletionDeadLettered>(), ExchangeType.Fanout),
        (BrokerNames.UnclaimedResults, ExchangeType.Headers),
    ];

    /// <exception cref="TopologyException">A queue is there with other arguments; every one is named.</exception>
    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connector.ConnectAsync("topology", cancellationToken);
        var mismatches = await DeclareQueuesAsync(connection, cancellationToken);
        if (mismatches.Count > 0)
            throw new TopologyException(string.Join(" ", mismatches.Select(mismatch => mismatch.Describe(connector.Settings.VirtualHost))));
    }

    /// <summary>The queues of requests that nobody consumes at this moment, neither this worker nor another.</summary>
    public async Task<IReadOnlyList<string>> UnattendedAsync(CancellationToken cancellationToken)
    {
        var unattended = new List<string>();
        await connector.UseAsync("topology", async channel =>
        {
            foreach (var name in BrokerNames.Worked)
            {
                if ((await channel.QueueDeclarePassiveAsync(name, cancellationToken)).ConsumerCount == 0)
                    unattended.Add(name);
            }
        }, cancellationToken);
        return unattended;
    }

    /// <summary>Likewise on this connection; returns the queues that are not as they must be, and leaves those as they are.</summary>
    public async Task<IReadOnlyList<QueueMismatch>> DeclareQueuesAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var mismatches = new List<QueueMismatch>();
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            foreach (var queue in messaging.OwnsQueues ? QueueSpecifications.All(connector.Settings) : QueueSpecifications.WayIn)
            {
                if (await TryDeclareAsync(channel, queue, cancellationToken) is not { } mismatch)
                    continue;

                // The refusal has closed the channel.
                mismatches.Add(await SharpenAsync(connection, queue, mismatch, cancellationToken));
                await channel.DisposeAsync();
                channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            }

            await BindRequestsAsync(channel, mismatches, cancellationToken);
            if (messaging.OwnsQueues)
                await BindOutcomesAsync(channel, mismatches, cancellationToken);
        }
        finally
        {
            await channel.DisposeAsync();
        }

        return mismatches;
    }

    /// <summary>Whether a queue that is there is as it must be; one that is not there is declared.</summary>
    /// <returns>What differs; null: nothing.</returns>
    public static async Task<QueueMismatch?> CheckAsync(IConnection connection, QueueSpecification queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await TryDeclareAsync(channel, queue, cancellationToken) is { } mismatch
            ? await SharpenAsync(connection, queue, mismatch, cancellationToken)
            : null;
    }

    private static async Task<QueueMismatch?> TryDeclareAsync(IChannel channel, QueueSpecification queue, CancellationToken cancellationToken)
    {
        try
        {
            await channel.QueueDeclareAsync(
                queue.Name, durable: true, exclusive: false, autoDelete: false, queue.ArgumentsToDeclare(), cancellationToken: cancellationToken);
            return null;
        }
        catch (OperationInterruptedException refusal) when (QueueMismatch.Of(queue.Name, refusal) is { } mismatch)
        {
            return mismatch;
        }
    }

    // The broker names the first argument that differs, and that is hardly ever the type.
    private static async Task<QueueMismatch> SharpenAsync(
        IConnection connection, QueueSpecification queue, QueueMismatch mismatch, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var typeAlone = queue with { Arguments = queue.Arguments.RemoveRange(queue.Arguments.Keys.Where(key => key != "x-queue-type")) };
        return await TryDeclareAsync(channel, typeAlone, cancellationToken) is { Setting: "x-queue-type" } ofType ? ofType : mismatch;
    }

    private static async Task BindRequestsAsync(IChannel channel, List<QueueMismatch> mismatches, CancellationToken cancellationToken)
    {
        await BindToNamesakesAsync(channel, QueueSpecifications.WayIn.Select(queue => queue.Name), mismatches, cancellationToken);
        await BindToMessageAsync<CompletionRequest>(channel, BrokerNames.Requests, cancellationToken);
    }

    private static async Task BindOutcomesAsync(IChannel channel, List<QueueMismatch> mismatches, CancellationToken cancellationToken)
    {
        await BindToNamesakesAsync(channel, NamesakesOfOutcomes, mismatches, cancellationToken);
        await BindToMessageAsync<CompletionDeadLettered>(channel, BrokerNames.DeadLetters, cancellationToken);

        await channel.ExchangeDeclareAsync(
            BrokerNames.UnclaimedResults, ExchangeType.Headers, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await BindToMessageAsync<CompletionResult>(channel, BrokerNames.UnclaimedResults, cancellationToken);
        if (mismatches.TrueForAll(mismatch => mismatch.Queue != BrokerNames.Results))
            await channel.QueueBindAsync(BrokerNames.Results, BrokerNames.UnclaimedResults, "", Unclaimed, cancellationToken: cancellationToken);
    }

    /// <summary>An exchange of the same name for each queue that is as it must be.</summary>
    private static async Task BindToNamesakesAsync(
        IChannel channel, IEnumerable<string> queues, List<QueueMismatch> mismatches, CancellationToken cancellationToken)
    {
        foreach (var name in queues.Except(mismatches.Select(mismatch => mismatch.Queue)))
        {
            await DeclareFanoutAsync(channel, name, cancellationToken);
            await channel.QueueBindAsync(name, name, "", null, cancellationToken: cancellationToken);
        }
    }

    private static async Task BindToMessageAsync<T>(IChannel channel, string exchange, CancellationToken cancellationToken)
        where T : class
    {
        await DeclareFanoutAsync(channel, ExchangeOf<T>(), cancellationToken);
        if (exchange is not BrokerNames.UnclaimedResults)
            await DeclareFanoutAsync(channel, exchange, cancellationToken);
        await channel.ExchangeBindAsync(exchange, ExchangeOf<T>(), "", null, cancellationToken: cancellationToken);
    }

    /// <summary>The exchange that messages of this type are published to.</summary>
    public static string ExchangeOf<T>() where T : class => Exchange<T>.Name;

    private static Task DeclareFanoutAsync(IChannel channel, string name, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);

    private static class Exchange<T>
        where T : class
    {
        public static readonly string Name = new RabbitMqMessageNameFormatter().GetMessageName(typeof(T));
    }
}
