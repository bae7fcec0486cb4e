using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>Opens the channel of a batch: its own durable queue, named as the response address of each of its requests.</summary>
internal sealed class BatchChannelFactory(IBus bus, IEnumerable<BrokerConnector> broker)
{
    /// <summary>How long the broker keeps the queue of a batch that nobody goes on with.</summary>
    public static TimeSpan KeptUnused { get; } = TimeSpan.FromDays(14);

    private const ushort Prefetch = 500;

    /// <param name="batch">The batch's id: letters, digits and dashes. The same id opens the same queue again.</param>
    /// <param name="receiver">Gets the outcomes, from the moment the channel is open.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    public async Task<IBatchChannel> OpenAsync(string batch, IOutcomeReceiver receiver, CancellationToken cancellationToken)
    {
        var handle = bus.ConnectReceiveEndpoint(BrokerNames.Batch(batch), endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = Prefetch;
            endpoint.PublishFaults = false;
            // An outcome that cannot be written, or not be read, stays here: in an error queue it would wait in vain.
            endpoint.RethrowFaultedMessages();
            endpoint.ThrowOnSkippedMessages();
            if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            {
                queue.SetQuorumQueue();
                queue.QueueExpiration = KeptUnused;
            }

            endpoint.Handler<CompletionResult>(context => receiver.ReceiveAsync(context.Message));
            endpoint.Handler<CompletionDeadLettered>(context => receiver.ReceiveAsync(context.Message));
        });

        var ready = await handle.Ready.WaitAsync(cancellationToken);
        return new BatchChannel(bus, handle, ready.InputAddress, broker.SingleOrDefault(), BrokerNames.Batch(batch));
    }
}
