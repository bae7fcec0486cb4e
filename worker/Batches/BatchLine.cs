using Dispatch.Contracts;

namespace Dispatch.Worker.Batches;

/// <summary>A line of the input, read.</summary>
/// <param name="Number">Counted from 1, blank lines included.</param>
internal abstract record BatchLine(long Number)
{
    /// <summary>A line that can be sent.</summary>
    public sealed record Request(long Number, CompletionRequest Value) : BatchLine(Number);

    /// <summary>A line that cannot.</summary>
    /// <param name="Number">Counted from 1, blank lines included.</param>
    /// <param name="Id">The id that it names, if it names one.</param>
    /// <param name="Reason">What is wrong with it, as a sentence.</param>
    public sealed record Bad(long Number, string? Id, string Reason) : BatchLine(Number);
}
