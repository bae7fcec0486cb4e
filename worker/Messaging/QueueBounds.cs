namespace Dispatch.Worker.Messaging;

/// <summary>How much of what nobody has taken a queue keeps.</summary>
/// <param name="MaxMessages">Messages; null: no limit.</param>
/// <param name="MaxAge">How long a message is kept; null: no limit.</param>
/// <param name="DropOldest">Whether the oldest message makes room for a new one; else the new one is refused.</param>
internal sealed record QueueBounds(int? MaxMessages = null, TimeSpan? MaxAge = null, bool DropOldest = false);
