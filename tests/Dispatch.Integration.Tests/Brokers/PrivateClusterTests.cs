using System.Text;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Brokers;

public sealed class PrivateClusterTests
{
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_outlives_the_crash_of_any_one_node()
    {
        await using var cluster = await PrivateCluster.StartNewAsync(3, Cancellation);
        await using var host = await cluster.CreateVirtualHostAsync(Cancellation);
        await PublishAsync(host, "jobs");

        for (var i = cluster.Nodes.Count - 1; i >= 0; i--)
        {
            await cluster.Nodes[i].KillAsync(Cancellation);
            await host.WaitForCountAsync("jobs", 1, Cancellation);
            await cluster.Nodes[i].StartAsync(Cancellation);
        }

        await host.WaitForCountAsync("jobs", 1, Cancellation);
    }

    private static async Task PublishAsync(VirtualHost host, string queue)
    {
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(Confirmed, Cancellation);
        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: Cancellation);
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes("hello"), Cancellation);
    }
}
