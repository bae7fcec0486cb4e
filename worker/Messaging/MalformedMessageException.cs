namespace Dispatch.Worker.Messaging;

/// <summary>A message that is JSON of the right shape, yet no completion request.</summary>
internal sealed class MalformedMessageException(string message) : Exception(message);
