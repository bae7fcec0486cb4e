namespace Dispatch.Worker.Messaging;

/// <summary>Queues on the broker are not as they must be; the message names each, and how to mend it.</summary>
internal sealed class TopologyException(string message) : Exception(message);
