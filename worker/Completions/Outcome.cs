using Dispatch.Contracts;

namespace Dispatch.Worker.Completions;

/// <summary>What is to be done with a request after a delivery. Closed: one switch, in the publisher, carries it out.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>A provider answered.</summary>
    public sealed record Answered(CompletionResult Result) : Outcome;

    /// <summary>The broker is to hand the request back.</summary>
    /// <param name="History">What it comes back with.</param>
    /// <param name="Delay">Zero: at once.</param>
    public sealed record Redelivered(History History, TimeSpan Delay) : Outcome;

    /// <summary>There will be no answer.</summary>
    public sealed record DeadLettered(CompletionDeadLettered Letter) : Outcome;
}
