using System.Globalization;
using System.Runtime.InteropServices;
using Dispatch.Contracts;
using MassTransit;
using MassTransit.Context;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// What the broker takes. A message that is larger closes the channel it is sent on, and one whose headers are larger the connection,
/// with all that is under way there; so it is never sent.
/// </summary>
internal sealed class MessageBounds(MessagingSettings settings)
{
    /// <summary>
    /// The most bytes of headers and properties: they cannot be split over frames. RabbitMQ's default for a frame is 128 KiB; what
    /// MassTransit adds of its own, and the broker as it delivers, takes less than the rest.
    /// </summary>
    public const int MaxHeaderBytes = 131_072 - 4096;

    /// <summary>The largest body, in bytes.</summary>
    public long MaxBytes => settings.Broker?.MaxMessageBytes ?? long.MaxValue;

    /// <summary>Checks a message that is about to be sent. It is written here, and not a second time.</summary>
    /// <exception cref="OversizedMessageException">It is too large.</exception>
    public void Check<T>(SendContext<T> send)
        where T : class
    {
        if (settings.Broker is null)
            return;

        // A part of what is written: MassTransit would set it after this.
        send.ConversationId ??= NewId.NextGuid();
        var body = send is MessageSendContext<T> made ? made.Body.GetBytes() : send.Serializer.GetMessageBody(send).GetBytes();
        if (body.Length > MaxBytes)
            throw new OversizedMessageException(Describe("would have", body.Length));

        var headers = HeadersOf(send);
        if (headers > MaxHeaderBytes)
        {
            throw new OversizedMessageException(string.Create(
                CultureInfo.InvariantCulture, $"its headers would have {headers} bytes with its history, and a frame of the broker's takes {MaxHeaderBytes}"));
        }
    }

    /// <summary>Checks a dead letter by the bytes that it holds, so that one that is far too large is not even written.</summary>
    /// <exception cref="OversizedMessageException">It is too large.</exception>
    public void Check(CompletionDeadLettered letter)
    {
        var bytes = letter.Raw is { } raw ? (raw.Body.Length + 2L) / 3 * 4
            : letter.Request is { } request ? JsonMarshal.GetRawUtf8Value(request.Body).Length
            : 0L;
        if (bytes > MaxBytes)
            throw new OversizedMessageException(Describe("would have more than", bytes));
    }

    private string Describe(string verb, long bytes) => string.Create(
        CultureInfo.InvariantCulture, $"it {verb} {bytes} bytes, and the broker takes {MaxBytes} (broker.maxMessageBytes)");

    private static int HeadersOf(SendContext send)
    {
        if (send is not RabbitMqSendContext { BasicProperties: var properties })
            return 0;

        // MassTransit adds its own to those of the sender that have other names.
        var added = send.Headers.GetAll().Where(header => properties.Headers?.ContainsKey(header.Key) != true);
        return HeaderSize.Of(properties.Headers) + HeaderSize.Of(added.Select(header => KeyValuePair.Create(header.Key, (object?)header.Value))) + TextsOf(properties);
    }

    // Short texts, 255 bytes each at most.
    private static int TextsOf(IReadOnlyBasicProperties properties) =>
        new[] { properties.MessageId, properties.CorrelationId, properties.ReplyTo, properties.AppId, properties.Type }.Sum(text => text?.Length ?? 0);
}
