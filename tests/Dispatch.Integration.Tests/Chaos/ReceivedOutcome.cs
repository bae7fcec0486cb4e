using System.Text.Json;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>An outcome as it came from a queue.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="MessageId">The message's own.</param>
/// <param name="Reason">Why it is a dead letter; null for a result.</param>
/// <param name="Sentence">The dead letter's own words.</param>
internal sealed record ReceivedOutcome(string Id, string MessageId, string? Reason, string? Sentence)
{
    /// <summary>Reads MassTransit's envelope; null where it is none, or not of an outcome.</summary>
    public static ReceivedOutcome? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var message = json.RootElement.GetProperty("message");
            var isDeadLetter = message.TryGetProperty("reason", out var reason);
            return new ReceivedOutcome(
                message.GetProperty("id").GetString()!,
                json.RootElement.GetProperty("messageId").GetString()!,
                isDeadLetter ? reason.GetString() : null,
                isDeadLetter ? message.GetProperty("message").GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
