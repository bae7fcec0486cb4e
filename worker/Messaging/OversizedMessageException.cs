namespace Dispatch.Worker.Messaging;

/// <summary>A message is larger than the broker takes, and was not sent; the text says so as a part of a sentence.</summary>
internal sealed class OversizedMessageException(string message) : Exception(message);
