using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Completions;

/// <summary>What came of an attempt, with its record for the history.</summary>
internal abstract record AttemptRun(Attempt Attempt)
{
    public sealed record Succeeded(Attempt Attempt, ProviderReply.Answered Answer) : AttemptRun(Attempt);

    public sealed record Failed(Attempt Attempt, FailureKind Kind) : AttemptRun(Attempt);
}
