namespace Dispatch.Worker.Batches;

/// <summary>A line of a file as bytes, without its end.</summary>
/// <param name="Number">Counted from 1, blank lines included.</param>
/// <param name="Bytes">Valid until the next line is asked for; empty where the line is too long.</param>
/// <param name="IsTooLong">It exceeds the limit, and was skipped.</param>
internal readonly record struct RawLine(long Number, ReadOnlyMemory<byte> Bytes, bool IsTooLong);
