using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
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

    /// <summary>The letter of one that the worker failed on, or that is not to be read once more because that is what workers die of.</summary>
    public static CompletionDeadLettered Faulted(ReceiveContext context, string why, DateTimeOffset now, string? id = null) =>
        Create(context, DeadLetterReason.Faulted, why, now, id);

    private static CompletionDeadLettered Create(ReceiveContext context, DeadLetterReason reason, string message, DateTimeOffset now, string? id)
    {
        var body = context.Body.GetBytes();
        return new CompletionDeadLettered
        {
            Id = id ?? MessageIdOf(context) ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(body))}",
            Reason = reason,
            Message = message,
            Raw = new RawMessage { Body = body, ContentType = BrokerProperties.ContentTypeOf(context), Headers = HeadersOf(context) },
            DeadLetteredAt = now,
        };
    }

    private static string? MessageIdOf(ReceiveContext context) =>
        BrokerProperties.MessageIdOf(context) is var id && string.IsNullOrWhiteSpace(id) ? null : id;

    private static Dictionary<string, string> HeadersOf(ReceiveContext context) =>
        context.TransportHeaders.GetAll()
            .Where(header => !header.Key.StartsWith("RabbitMQ-", StringComparison.Ordinal))
            .GroupBy(header => header.Key, StringComparer.Ordinal)
            .ToDictionary(header => header.Key, header => TextOf(header.First().Value), StringComparer.Ordinal);

    [SuppressMessage("Design", "CA1031", Justification = "A letter is the last resort: no header is a reason to have none.")]
    private static string TextOf(object? value)
    {
        try
        {
            return HeaderText.Of(value);
        }
        catch (Exception exception)
        {
            return $"({exception.GetType().Name})";
        }
    }
}
