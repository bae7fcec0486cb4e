using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What would be sent for a dead letter. Closed.</summary>
internal abstract record ReplayDraft
{
    private ReplayDraft()
    {
    }

    /// <summary>A request.</summary>
    /// <param name="Content">The request.</param>
    /// <param name="IsRenewed">Its deadline has passed, and it has the workers' time to live in place of it.</param>
    public sealed record Request(CompletionRequest Content, bool IsRenewed) : ReplayDraft;

    /// <summary>The message as it came, since it could not be read.</summary>
    /// <param name="Content">Its bytes.</param>
    /// <param name="Id">The id that it had as a dead letter.</param>
    public sealed record Raw(RawMessage Content, string Id) : ReplayDraft;

    /// <summary>Nothing.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Why">The same as a sentence, with what to do.</param>
    public sealed record Refused(SkipReason Reason, string Why) : ReplayDraft;
}
