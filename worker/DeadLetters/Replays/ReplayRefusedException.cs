using System.Collections.Immutable;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Why an order was refused.</summary>
internal enum ReplayRefusal
{
    /// <summary>The order itself is wrong.</summary>
    Invalid,

    /// <summary>There is no such replay or letter.</summary>
    NotFound,

    /// <summary>The replay or the letters are in a state that does not allow it.</summary>
    Conflict,
}

/// <summary>An order that was refused, and changed nothing. The message says why and what to do.</summary>
/// <param name="refusal">The kind.</param>
/// <param name="errors">A sentence each, one at least.</param>
internal sealed class ReplayRefusedException(ReplayRefusal refusal, params ImmutableArray<string> errors) : Exception(string.Join(" ", errors))
{
    public ReplayRefusal Refusal => refusal;

    public ImmutableArray<string> Errors => errors;
}
