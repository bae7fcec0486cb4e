using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Keeps a channel open for a moment after each acknowledgement that is sent while the worker stops. A channel in RabbitMQ hands only so
/// many acknowledgements at a time to a quorum queue and holds the others back until the queue has written them; those it still holds when
/// the channel is closed are lost, and their requests, answered already, are delivered again.
/// </summary>
internal sealed class LastAcknowledgements(Lazy<IBus> bus, IHostApplicationLifetime lifetime, TimeProvider time) : IReceiveObserver, IHostedService
{
    // A queue at rest is done in 20 ms; this is for one on a slow disk or with a replica far away.
    private static readonly TimeSpan TimeToArrive = TimeSpan.FromSeconds(1);

    // Not before: an observer costs each delivery several calls, and memory with each.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => bus.Value.ConnectReceiveObserver(this));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    /// <summary>The delivery has been acknowledged; until this ends it counts as in work.</summary>
    public Task PostReceive(ReceiveContext context) => Task.Delay(TimeToArrive, time);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
