using Dispatch.Worker.Completions;

namespace Dispatch.Worker.Messaging;

/// <summary>Marks a delivery whose request could be read, and holds what its headers said.</summary>
/// <param name="Body">The bytes of its body, strict JSON.</param>
/// <param name="History">What has happened to the request so far.</param>
/// <param name="Due">When a delayed request is to be worked on; null: now.</param>
internal sealed record ReceivedRequest(ReadOnlyMemory<byte> Body, History History, DateTimeOffset? Due)
{
    /// <summary>When it was sent, where no worker has worked on it before and the message says so; else null.</summary>
    public DateTimeOffset? SentAt { get; init; }
}
