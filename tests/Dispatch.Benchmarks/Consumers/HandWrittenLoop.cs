using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>
/// Yardstick A: a loop on RabbitMQ.Client as somebody would write it who knows it well and needs nothing else. One connection consumes and
/// one publishes, so that neither stands behind the other; hundreds of results are unconfirmed at a time; acknowledged is what is
/// confirmed. It promises no less than Dispatch: nothing is lost and nothing is answered without a result in a quorum queue.
/// </summary>
internal static class HandWrittenLoop
{
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    public static async Task RunAsync(ConsumerSettings settings)
    {
        var factory = new ConnectionFactory { Uri = settings.Broker, ClientProvidedName = "yardstick a" };
        await using var consuming = await factory.CreateConnectionAsync();
        await using var publishing = await factory.CreateConnectionAsync();
        await using var incoming = await consuming.CreateChannelAsync();
        await using var outgoing = await publishing.CreateChannelAsync(Confirmed);
        await YardstickQueues.DeclareAsync(incoming);

        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null };
        using var http = new HttpMessageInvoker(handler);
        using var sender = new ConfirmedSender(outgoing, incoming, settings.Prefetch);
        await incoming.BasicQosAsync(0, settings.Prefetch, global: false);
        await incoming.BasicConsumeAsync(BrokerNames.Requests, autoAck: false, new HandWrittenConsumer(incoming, http, settings.Provider, sender));

        Console.WriteLine(ConsumerSettings.Ready);
        await Task.Delay(Timeout.Infinite);
    }
}
