using MassTransit;
using MassTransit.RabbitMqTransport;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// First to see a delivery, before anything of it is read. One that came to nothing before goes, byte for byte, to the queue of those that
/// are worked on alone; one that has killed its worker there as well is a dead letter.
/// </summary>
internal sealed partial class IsolationFilter(
    DeadLetterPublisher letters, HoldBack hold, BrokerBlockage blockage, TimeProvider time, ILogger<IsolationFilter> logger) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        blockage.Watch(context.GetPayload<ConnectionContext>().Connection);
        if (Isolation.IsOver(context, Isolation.DeliveriesToRead))
            return HoldingAsync(context, GiveUpAsync);
        return !Isolation.IsIn(context) && BrokerProperties.DeliveriesBefore(context) >= Isolation.DeliveriesBefore
            ? HoldingAsync(context, IsolateAsync)
            : next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dispatch-isolation");

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

    // On the channel it came on, since it can be neither too large nor refused: the broker has just handed it out.
    private async Task IsolateAsync(ReceiveContext context)
    {
        var delivery = context.GetPayload<RabbitMqBasicConsumeContext>();
        await context.GetPayload<ChannelContext>().BasicPublishAsync(
            exchange: "", BrokerNames.Isolated, mandatory: true, BrokerProperties.Copy(delivery.Properties), context.Body.GetBytes(), awaitAck: true,
            context.CancellationToken);
        LogIsolated(delivery.Properties.MessageId, BrokerProperties.DeliveriesBefore(context));
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
    private partial void LogIsolated(string? id, long deliveries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} is a dead letter (faulted): workers die while they read it")]
    private partial void LogGivenUp(string id);
}
