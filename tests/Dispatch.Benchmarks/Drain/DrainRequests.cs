using System.Text;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Drain;

/// <summary>The requests that wait at the start.</summary>
internal static class DrainRequests
{
    public const string Group = "drain";

    /// <summary>Publishes them as plain JSON; returns when the broker has confirmed all.</summary>
    public static async Task PublishAsync(VirtualHost host, string queue, int count, CancellationToken cancellationToken)
    {
        await using var connection = await host.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(100))
        {
            await Task.WhenAll(chunk.Select(number => channel.BasicPublishAsync(
                "", queue, mandatory: true, Properties($"r-{number}"), Body($"r-{number}"), cancellationToken).AsTask()));
        }

        await host.WaitForCountAsync(queue, count, cancellationToken);
    }

    private static BasicProperties Properties(string id) =>
        new() { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = id };

    private static byte[] Body(string id) => Encoding.UTF8.GetBytes(
        $$$"""{"id":"{{{id}}}","routingGroup":"{{{Group}}}","body":{"messages":[{"role":"user","content":"Hello"}],"user":"{{{id}}}"}}""");
}
