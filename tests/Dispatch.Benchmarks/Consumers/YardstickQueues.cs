using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>The two queues of a yardstick, of the same type and with the same arguments as Dispatch's.</summary>
internal static class YardstickQueues
{
    public static async Task DeclareAsync(IChannel channel)
    {
        await DeclareAsync(channel, QueueSpecifications.OfRequests(BrokerNames.Requests).ArgumentsToDeclare(), BrokerNames.Requests);
        await DeclareAsync(channel, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, BrokerNames.Results);
    }

    private static Task DeclareAsync(IChannel channel, Dictionary<string, object?> arguments, string queue) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
}
