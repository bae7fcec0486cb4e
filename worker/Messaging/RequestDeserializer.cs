using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Reads messages in one pass. MassTransit makes six over an envelope and four over plain JSON, and copies the body with each second one,
/// which takes longer than all the rest of the work on a large request. What is not as usual is left to MassTransit, so that the same
/// becomes of it.
/// </summary>
/// <param name="general">MassTransit's way.</param>
/// <param name="depth">How deep the request's body lies in the message.</param>
/// <param name="read">Reads the parsed message; null: it is not as usual.</param>
internal sealed class RequestDeserializer(ISerializerFactory general, int depth, Func<JsonElement, ReceiveContext, ReadRequest?> read)
    : IMessageDeserializer, ISerializerFactory
{
    private readonly IMessageDeserializer _general = general.CreateDeserializer();

    public ContentType ContentType => general.ContentType;

    /// <summary>Has the messages of this endpoint read so, enveloped or plain; plain also where the content type is another one.</summary>
    public static void Use(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.ConfigureReceive(receive => receive.UseFilter(new ReleaseFilter()));
        endpoint.AddDeserializer(new RequestDeserializer(new SystemTextJsonMessageSerializerFactory(), depth: 2, (message, _) => ReadRequest.FromEnvelope(message)));
        endpoint.AddDeserializer(
            new RequestDeserializer(
                new SystemTextJsonRawMessageSerializerFactory(ReadRequest.PlainOptions),
                depth: 1,
                (message, context) => ReadRequest.FromPlain(message, context.TransportHeaders, context.InputAddress)),
            isDefault: true);
    }

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        if (ParsedRequest.Parse(receiveContext.Body.GetBytes(), RequestReader.MaxDepth + depth) is not { } parsed)
            return _general.Deserialize(receiveContext);

        if (read(parsed.Root, receiveContext) is not { } usual)
        {
            parsed.Dispose();
            return _general.Deserialize(receiveContext);
        }

        parsed.Locate(usual.Request);
        receiveContext.AddOrUpdatePayload(() => parsed, _ => parsed);
        return new BodyConsumeContext(receiveContext, usual.Context);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => _general.Deserialize(body, headers, destinationAddress);

    public MessageBody GetMessageBody(string text) => _general.GetMessageBody(text);

    public IMessageSerializer CreateSerializer() => general.CreateSerializer();

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => _general.Probe(context);
}
