using Dispatch.Worker.Completions;

namespace Dispatch.Worker.Messaging;

/// <summary>Marks a delivery whose request could be read, and holds what its headers said.</summary>
internal sealed record ReceivedRequest(History History);
