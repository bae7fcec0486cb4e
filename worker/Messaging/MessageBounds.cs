using System.Globalization;
using System.Runtime.InteropServices;
using Dispatch.Contracts;
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

    /// <summary>Checks a message that is about to be sent.</summary>
    /// <exception cref="OversizedMessageException">It is too large.</exception>
    public void Check(OutgoingMessage message)
    {
        if (message.Body.Length > MaxBytes)
            throw new OversizedMessageException(Describe("would have", message.Body.Length));

        var headers = HeaderSize.Of(message.Properties.Headers) + TextsOf(message.Properties);
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

    // Short texts, 255 bytes each at most.
    private static int TextsOf(IReadOnlyBasicProperties properties) =>
        LengthOf(properties.MessageId) + LengthOf(properties.CorrelationId) + LengthOf(properties.ReplyTo) + LengthOf(properties.AppId) + LengthOf(properties.Type);

    private static int LengthOf(string? text) => text?.Length ?? 0;
}
