using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>A completion request that was read out of a message, with what MassTransit wants to know of the message.</summary>
internal sealed record ReadRequest(CompletionRequest Request, SerializerContext Context)
{
    /// <summary>Whatever a plain message's headers say of its type, it is taken for a completion request.</summary>
    public const RawSerializerOptions PlainOptions = RawSerializerOptions.AnyMessageType;

    private static readonly SystemTextJsonMessageSerializer Serializer = SystemTextJsonMessageSerializer.Instance;
    private static readonly JsonSerializerOptions Options = SystemTextJsonMessageSerializer.Options;

    /// <summary>Reads MassTransit's envelope; null: it is not as usual.</summary>
    public static ReadRequest? FromEnvelope(JsonElement message)
    {
        try
        {
            if (UsualEnvelope.Read(message) is not { } envelope || UsualRequest.Read((JsonElement)envelope.Message!) is not { } request)
                return null;

            var context = new EnvelopeMessageContext(envelope, Serializer);
            return new ReadRequest(request, new SystemTextJsonSerializerContext(
                Serializer, Options, SystemTextJsonMessageSerializer.JsonContentType, context, envelope.MessageType ?? [], envelope, request));
        }
        catch (Exception exception) when (IsOfTheText(exception))
        {
            return null;
        }
    }

    /// <summary>Reads plain JSON; null: it is not as usual.</summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">Its headers, which stand in for an envelope.</param>
    /// <param name="address">Where it was received.</param>
    public static ReadRequest? FromPlain(JsonElement message, Headers headers, Uri? address)
    {
        try
        {
            return UsualRequest.Read(message) is { } request ? new ReadRequest(request, new PlainContext(request, headers, address, message)) : null;
        }
        catch (Exception exception) when (IsOfTheText(exception))
        {
            return null;
        }
    }

    // Half of a character in a text, or something that the serializer takes for no header or host.
    private static bool IsOfTheText(Exception exception) =>
        exception is JsonException or InvalidOperationException or FormatException or ArgumentException or NotSupportedException;

    private sealed class PlainContext(CompletionRequest request, Headers headers, Uri? address, JsonElement message) : SystemTextJsonRawSerializerContext(
        Serializer, ReadRequest.Options, SystemTextJsonRawMessageSerializer.JsonContentType, new RawMessageContext(headers, address, PlainOptions),
        headers.GetMessageTypes(), PlainOptions, message)
    {
        public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
            where T : class
        {
            message = request as T;
            return message is not null || base.TryGetMessage(out message);
        }
    }
}
