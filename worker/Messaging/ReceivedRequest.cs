using Dispatch.Worker.Completions;

namespace Dispatch.Worker.Messaging;

/// <summary>Marks a delivery whose request could be read, and holds what its headers said.</summary>
/// <param name="History">What has happened to the request so far.</param>
/// <param name="Due">When a delayed request is to be worked on; null: now.</param>
internal sealed record ReceivedRequest(History History, DateTimeOffset? Due);
