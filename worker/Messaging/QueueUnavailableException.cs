namespace Dispatch.Worker.Messaging;

/// <summary>The queue has not taken a request, through no fault of the request's; the text says why, and what to do, in sentences.</summary>
internal sealed class QueueUnavailableException(string message, Exception inner) : Exception(message, inner);
