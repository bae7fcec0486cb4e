using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// Proves that dead-lettering is at-least-once. A broker accepts the argument and falls back to at-most-once in silence, where a feature
/// flag is off or a policy goes over the queue's overflow, and then a restart at the wrong moment loses requests in the delay lanes.
/// </summary>
internal sealed class DeadLetteringProbe(IConnection connection, PublishingConnection publishing, ProbeQueues queues)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Lane = DelayLanes.All[0];

    public async Task<BrokerFinding> RunAsync(CancellationToken cancellationToken)
    {
        // A lane that leads nowhere, with room for one message: what has expired still fills it, if it is kept until it has arrived.
        var lane = QueueSpecifications.OfLane(Lane) with { Name = $"{queues.Prefix}.kept" };
        await queues.DeclareAsync(
            lane with { Arguments = lane.Arguments.SetItem("x-dead-letter-exchange", $"{queues.Prefix}.nowhere").SetItem("x-max-length", 1) },
            cancellationToken);

        // The second is over the limit; the broker refuses only the one after that.
        for (var number = 1; number <= 2; number++)
        {
            if (!await ProbeMessage.PublishAsync(publishing, lane.Name, ReadOnlyMemory<byte>.Empty, cancellationToken))
                return Unproven("The broker refused a message for a queue that was empty");
        }

        await WaitUntilExpiredAsync(lane.Name, cancellationToken);
        return await ProbeMessage.PublishAsync(publishing, lane.Name, ReadOnlyMemory<byte>.Empty, cancellationToken)
            ? Unproven("A lane that leads nowhere did not keep its expired messages")
            : BrokerFinding.Ok(
                BrokerChecks.DeadLettering,
                "Dead-lettering is at-least-once: a lane that leads nowhere kept its expired messages");
    }

    private static BrokerFinding Unproven(string found) => BrokerFinding.Error(
        BrokerChecks.DeadLettering,
        found,
        "Dead-lettering is at-most-once, so that requests in the delay lanes can be lost when the broker restarts: the feature"
            + " flag stream_queue is off, or a policy sets overflow, dead-letter-strategy or max-length for queues whose names"
            + " start with dispatch.",
        "Enable the flag (rabbitmqctl enable_feature_flag stream_queue), and take these keys out of the policy (rabbitmqctl list_policies)");

    private async Task WaitUntilExpiredAsync(string lane, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        while (await channel.MessageCountAsync(lane, cancellationToken) > 0)
            await Task.Delay(Interval, cancellationToken);
    }
}
