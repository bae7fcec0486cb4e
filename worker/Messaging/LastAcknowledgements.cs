using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Keeps a channel open for a moment after each acknowledgement that is sent while the worker stops. A channel in RabbitMQ hands only so
/// many acknowledgements at a time to a quorum queue and holds the others back until the queue has written them; those it still holds when
/// the channel is closed are lost, and their requests, answered already, are delivered again.
/// </summary>
internal sealed class LastAcknowledgements(IHostApplicationLifetime lifetime, TimeProvider time) : IReceiveObserver
{
    // A queue at rest is done in 20 ms; this is for one on a slow disk or with a replica far away.
    private static readonly TimeSpan TimeToArrive = TimeSpan.FromSeconds(1);

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    /// <summary>The delivery has been acknowledged; until this ends it counts as in work.</summary>
    public Task PostReceive(ReceiveContext context) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? Task.Delay(TimeToArrive, time) : Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
