using System.Text.Json;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// The ids of an envelope. MassTransit reads them when it needs them, which may be after the outcome is published, and throws where they
/// are none.
/// </summary>
internal static class MessageIds
{
    /// <exception cref="MalformedMessageException">One of them is no UUID.</exception>
    public static void Check(ConsumeContext context)
    {
        try
        {
            _ = (context.MessageId, context.ConversationId, context.CorrelationId, context.RequestId, context.InitiatorId);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            throw new MalformedMessageException($"An id of its envelope is no UUID: {exception.Message}");
        }
    }
}
