namespace Dispatch.Worker.Batches;

/// <summary>A batch cannot begin, or go on, as it was asked to. The message says why, and what to do.</summary>
internal sealed class BatchRefusedException(string message) : Exception(message);
