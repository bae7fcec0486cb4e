namespace Dispatch.Worker.Batches;

/// <summary>A batch came to a halt through no fault of its lines. What has been written stays, and a later run can go on.</summary>
internal sealed class BatchBrokenException(string message, Exception inner) : Exception(message, inner);
