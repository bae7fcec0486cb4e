using System.Globalization;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>On RabbitMQ: to the retry queue at once, or through a delay lane, whose queue hands expired messages to the retry queue.</summary>
internal sealed class BrokerRedeliveryRoute : IRedeliveryRoute
{
    public Uri AddressFor(TimeSpan delay) =>
        new($"queue:{(DelayLanes.For(delay) is { } lane ? BrokerNames.DelayLane(lane) : BrokerNames.Retry)}");

    public void Prepare(SendContext send, TimeSpan delay, DateTimeOffset now)
    {
        if (DelayLanes.For(delay) is not null)
            send.Headers.Set(BrokerNames.DueHeader, Due(now + delay));

        // A lane that is missing must be an error here: without the flag the broker would drop the request and confirm it.
        if (send is RabbitMqSendContext rabbit)
            rabbit.Mandatory = true;
    }

    private static string Due(DateTimeOffset due) => due.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
