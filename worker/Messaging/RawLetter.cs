using System.Security.Cryptography;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>The dead letter of a message that was not read, with its bytes and headers.</summary>
internal static class RawLetter
{
    /// <summary>The letter of one that is no completion request.</summary>
    /// <param name="context">The message.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="now">The present.</param>
    /// <param name="id">The request's id, where that could be read; else the message's, else a hash of the bytes.</param>
    public static CompletionDeadLettered Malformed(ReceiveContext context, string why, DateTimeOffset now, string? id = null) =>
        Create(context, DeadLetterReason.Malformed, $"The message could not be read as a completion request: {why}", now, id);

    /// <summary>The letter of one that is not to be read once more, because that is what workers die of.</summary>
    public static CompletionDeadLettered Faulted(ReceiveContext context, string why, DateTimeOffset now) =>
        Create(context, DeadLetterReason.Faulted, why, now, id: null);

    private static CompletionDeadLettered Create(ReceiveContext context, DeadLetterReason reason, string message, DateTimeOffset now, string? id)
    {
        var body = context.Body.GetBytes();
        return new CompletionDeadLettered
        {
            Id = id ?? MessageIdOf(context) ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}",
            Reason = reason,
            Message = message,
            Raw = new RawMessage { Body = body, ContentType = context.ContentType?.ToString(), Headers = HeadersOf(context) },
            DeadLetteredAt = now,
        };
    }

    private static string? MessageIdOf(ReceiveContext context) =>
        BrokerProperties.MessageIdOf(context) is var id && string.IsNullOrWhiteSpace(id) ? null : id;

    private static Dictionary<string, string> HeadersOf(ReceiveContext context) =>
        context.TransportHeaders.GetAll()
            .Where(header => !header.Key.StartsWith("RabbitMQ-", StringComparison.Ordinal))
            .GroupBy(header => header.Key, StringComparer.Ordinal)
            .ToDictionary(header => header.Key, header => Text(header.First().Value), StringComparer.Ordinal);

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };
}
