using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>In memory: through MassTransit, which loses nothing as long as the process lives.</summary>
internal sealed class MemoryReplaySender(Lazy<IBus> bus) : IReplaySender
{
    private static readonly Uri Requests = new($"queue:{BrokerNames.Requests}");

    public async Task<ReplaySent> SendAsync(ReplayMessage message, CancellationToken cancellationToken)
    {
        var endpoint = await bus.Value.GetSendEndpoint(Requests);
        await endpoint.Send(new Carrier(), Pipe.Execute<SendContext<Carrier>>(send =>
        {
            send.MessageId = Guid.TryParse(message.Id, out var id) ? id : null;
            send.Serializer = new CopyBodySerializer(ContentTypeOf(message), new BytesMessageBody(message.Body.ToArray()));
            send.Headers.Set(BrokerNames.ReplayHeader, message.Mark.ToString());
        }), cancellationToken);
        return new ReplaySent.Confirmed();
    }

    private static ContentType ContentTypeOf(ReplayMessage message)
    {
        try
        {
            return message.ContentType is { Length: > 0 } type ? new ContentType(type) : SystemTextJsonRawMessageSerializer.JsonContentType;
        }
        catch (FormatException)
        {
            return SystemTextJsonRawMessageSerializer.JsonContentType;
        }
    }

    /// <summary>Stands for the message, whose bytes are sent as they are.</summary>
    private sealed record Carrier;
}
