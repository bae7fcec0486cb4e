using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// First to see a delivery, before anything of it is read. One that came to nothing before goes, byte for byte, to the queue of those that
/// are worked on alone; one that has killed its worker there as well is a dead letter.
/// </summary>
internal sealed partial class IsolationFilter(
    DeadLetterPublisher letters, DeliveryMover mover, HoldBack hold, TimeProvider time, ILogger<IsolationFilter> logger) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (Isolation.IsOver(context, Isolation.DeliveriesToRead))
            return HoldingAsync(context, GiveUpAsync);
        if (Isolation.IsIn(context))
            return WorkAloneAsync(context, next);
        return BrokerProperties.DeliveriesBefore(context) >= Isolation.DeliveriesBefore
            ? HoldingAsync(context, IsolateAsync)
            : next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-isolation");

    private async Task WorkAloneAsync(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var wait = Isolation.Wait(BrokerProperties.IsolatedAt(context), time.GetUtcNow());
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, context.CancellationToken);
        await next.Send(context);
    }

    private async Task HoldingAsync(ReceiveContext context, Func<ReceiveContext, Task> send)
    {
        try
        {
            await send(context);
        }
        catch (Exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            await hold.PauseAsync(context);
            throw;
        }
    }

    private async Task IsolateAsync(ReceiveContext context)
    {
        var properties = await mover.MoveAsync(context, BrokerNames.Isolated, delivery => BrokerProperties.CopyToIsolate(delivery, time.GetUtcNow()));
        LogIsolated(properties.MessageId ?? "without an id", BrokerProperties.DeliveriesBefore(context));
    }

    // A letter that could not be published time and again may be what the broker refuses: then it goes out without the message.
    private async Task GiveUpAsync(ReceiveContext context)
    {
        var letter = RawLetter.Faulted(context, Isolation.Describe(context), time.GetUtcNow());
        if (Isolation.IsOver(context, Isolation.DeliveriesToPublish))
            await letters.PublishWithoutMessageAsync(context, letter, "it could not be published", cause: null);
        else
            await letters.PublishAsync(context, letter, cause: null);
        LogGivenUp(letter.Id);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Id} came back {Deliveries} times without an outcome; it is worked on alone from now on")]
    private partial void LogIsolated(string id, long deliveries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} is a dead letter (faulted): workers die while they read it")]
    private partial void LogGivenUp(string id);
}
