using System.Text.Json;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>Reads what workers wrote to <see cref="BrokerNames.Replays"/>, and whoever else may write there.</summary>
internal static class ReplayReport
{
    /// <summary>The mark of the request that has its result; null: the message is none of a worker's.</summary>
    public static ReplayMark? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var envelope = JsonDocument.Parse(message);
            return envelope.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("message", out var content) && content.ValueKind == JsonValueKind.Object
                && content.TryGetProperty("mark", out var mark) && mark.ValueKind == JsonValueKind.String
                    ? ReplayMark.Parse(mark.GetString())
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
