using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging.Replays;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Reads a message of the dead letters' queue. What is no dead letter of Dispatch's is kept as bytes: somebody put it there, and nobody else will.</summary>
internal static class LetterMessage
{
    private static readonly JsonDocumentOptions ParserOptions = new() { MaxDepth = LetterCodec.MaxDepth };

    /// <param name="body">The message.</param>
    /// <param name="properties">Its properties and headers.</param>
    /// <param name="now">The present, for one that does not say when it was sent.</param>
    public static QueuedLetter Read(ReadOnlyMemory<byte> body, IReadOnlyBasicProperties properties, DateTimeOffset now) =>
        TryRead(body, out var letter, out var json, out var why)
            ? new QueuedLetter(letter, json) { Replay = ReplayOf(properties) }
            : QueuedLetter.Of(Foreign(body, properties, why, now)) with { IsForeign = true };

    private static bool TryRead(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out CompletionDeadLettered? letter,
        [NotNullWhen(true)] out string? json,
        [NotNullWhen(false)] out string? why)
    {
        (letter, json, why) = (null, null, null);
        try
        {
            using var document = JsonDocument.Parse(body, ParserOptions);
            var message = MessageOf(document.RootElement);
            letter = LetterCodec.Read(message);
            json = message.GetRawText();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            why = exception.Message;
            return false;
        }
    }

    /// <summary>What an envelope of MassTransit's holds; of another message the whole.</summary>
    private static JsonElement MessageOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messageType", out var types) || !root.TryGetProperty("message", out var message))
            return root;
        if (types.ValueKind != JsonValueKind.Array || !types.EnumerateArray().Any(IsLetter))
            throw new JsonException($"Its type is not {nameof(CompletionDeadLettered)}.");
        return message;
    }

    private static bool IsLetter(JsonElement type) =>
        type.ValueKind == JsonValueKind.String && type.GetString()!.EndsWith($":{nameof(CompletionDeadLettered)}", StringComparison.Ordinal);

    private static CompletionDeadLettered Foreign(ReadOnlyMemory<byte> body, IReadOnlyBasicProperties properties, string why, DateTimeOffset now) => new()
    {
        Id = string.IsNullOrWhiteSpace(properties.MessageId) ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body.Span))}" : properties.MessageId,
        Reason = DeadLetterReason.Malformed,
        Message = $"This message was in {BrokerNames.DeadLetters}, and is no dead letter of Dispatch's: {why}",
        Raw = new RawMessage
        {
            Body = body,
            ContentType = properties.ContentType,
            Headers = (properties.Headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => HeaderText.Of(header.Value)),
        },
        DeadLetteredAt = TimeOf(properties) ?? now,
    };

    private static DateTimeOffset? TimeOf(IReadOnlyBasicProperties properties) => properties.IsTimestampPresent()
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(properties.Timestamp.UnixTime, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        : null;

    private static ReplayMark? ReplayOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(BrokerNames.ReplayHeader, out var value) == true && value is byte[] text
            ? ReplayMark.Parse(Encoding.UTF8.GetString(text))
            : null;
}
