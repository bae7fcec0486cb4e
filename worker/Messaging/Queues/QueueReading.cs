using System.Text.Json.Serialization;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>What the broker said of one queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Ready">Messages that wait for a consumer.</param>
/// <param name="Consumers">Consumers of all workers together.</param>
/// <param name="At">When it was read.</param>
internal sealed record QueueReading(string Queue, long Ready, long Consumers, DateTimeOffset At)
{
    /// <summary>Messages that are with a consumer and not acknowledged yet; null: it is not told, since AMQP does not.</summary>
    public long? Unacknowledged { get; init; }

    /// <summary>When this worker last found nothing waiting there; null: never. The worker's own business, and no part of its API.</summary>
    [JsonIgnore]
    public DateTimeOffset? EmptyAt { get; init; }
}
