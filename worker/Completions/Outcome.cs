using Dispatch.Contracts;

namespace Dispatch.Worker.Completions;

/// <summary>What is to be done with a request after a delivery. Closed: one switch, in the publisher, carries it out.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>By when the outcome had to be known; null: the request was not read so far.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>A provider answered.</summary>
    public sealed record Answered(CompletionResult Result) : Outcome;

    /// <summary>The broker is to hand the request back.</summary>
    /// <param name="History">What it comes back with.</param>
    /// <param name="Delay">Zero: at once.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Redelivered(History History, TimeSpan Delay, RedeliveryReason Reason) : Outcome
    {
        /// <summary>The routing group; null: it was not looked up.</summary>
        public string? Group { get; init; }
    }

    /// <summary>There will be no answer.</summary>
    public sealed record DeadLettered(CompletionDeadLettered Letter) : Outcome;
}
