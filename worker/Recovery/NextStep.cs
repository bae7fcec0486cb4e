using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>What happens to a request that has no answer yet.</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>The broker hands it back, and the next attempt is made.</summary>
    /// <param name="Delay">Zero: at once.</param>
    /// <param name="Round">The round that it comes back in.</param>
    public sealed record Redeliver(TimeSpan Delay, int Round) : NextStep;

    /// <summary>There will be no further attempt.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Message">The same as a sentence.</param>
    public sealed record GiveUp(DeadLetterReason Reason, string Message) : NextStep;
}
