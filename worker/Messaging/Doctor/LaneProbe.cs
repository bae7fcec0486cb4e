using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Sends a message through a delay lane of its own and waits for it, the way that a redelivered request takes.</summary>
internal sealed class LaneProbe(IConnection connection, PublishingConnection publishing, ProbeQueues queues, TimeProvider time, TimeSpan timeout)
{
    // Beyond this somebody should look at the broker's load.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Lane = DelayLanes.All[0];

    public async Task<BrokerFinding> RunAsync(CancellationToken cancellationToken)
    {
        var target = queues.Prefix;
        await queues.DeclareAsync(new QueueSpecification(target, QueueSpecifications.OfLane(Lane).Arguments.RemoveRange(
            ["x-message-ttl", "x-dead-letter-exchange", "x-dead-letter-strategy"])), cancellationToken);
        var lane = QueueSpecifications.OfLane(Lane) with { Name = $"{target}.lane" };
        await queues.DeclareAsync(lane with { Arguments = lane.Arguments.SetItem("x-dead-letter-exchange", target) }, cancellationToken);

        var arrived = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            arrived.TrySetResult(delivery.Body.ToArray());
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(target, autoAck: true, consumer, cancellationToken);

        var body = System.Text.Encoding.UTF8.GetBytes(target);
        var start = time.GetTimestamp();
        if (!await ProbeMessage.PublishAsync(publishing, lane.Name, body, cancellationToken))
        {
            return BrokerFinding.Error(
                BrokerChecks.Probe,
                "The broker refused the probe message",
                "A policy may bound queues whose names start with dispatch.",
                "See rabbitmqctl list_policies, and the broker's log");
        }

        try
        {
            var received = await arrived.Task.WaitAsync(timeout, time, cancellationToken);
            return Judge(time.GetElapsedTime(start), isWhole: received.Span.SequenceEqual(body));
        }
        catch (TimeoutException)
        {
            return BrokerFinding.Error(
                BrokerChecks.Probe,
                string.Create(CultureInfo.InvariantCulture, $"The probe message went into a delay lane of"
                    + $" {Lane.TotalMilliseconds} ms, and did not come back within {timeout.TotalSeconds:0.#} s"),
                "The broker does not dead-letter expired messages: it is overloaded, a majority of the lane's nodes is down, or a"
                    + " policy changes the queue",
                "See rabbitmqctl list_policies and rabbitmq-diagnostics cluster_status, and the broker's log; raise --timeout if"
                    + " the broker is only slow");
        }
    }

    internal static BrokerFinding Judge(TimeSpan elapsed, bool isWhole)
    {
        var found = string.Create(
            CultureInfo.InvariantCulture, $"A message came back through a delay lane of {Lane.TotalMilliseconds} ms after"
                + $" {elapsed.TotalMilliseconds:0} ms");
        if (!isWhole)
            return BrokerFinding.Error(
                BrokerChecks.Probe,
                $"{found}, changed",
                "Something between here and the broker, or a plugin, changes messages",
                "See which plugins the broker has enabled");
        return elapsed > Lane + Slow
            ? BrokerFinding.Warning(BrokerChecks.Probe, found, "The broker is slow", "See its load and its disk")
            : BrokerFinding.Ok(BrokerChecks.Probe, found);
    }
}
