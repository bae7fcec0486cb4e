using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Completions;

/// <summary>What came of an attempt, with its record for the history.</summary>
internal abstract record AttemptRun
{
    public sealed record Succeeded(Attempt Attempt, ProviderReply.Answered Answer) : AttemptRun;

    public sealed record Failed(Attempt Attempt) : AttemptRun;

}
