using System.Collections.Immutable;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.DeadLetters;

/// <summary>All that is known of one dead letter.</summary>
/// <param name="Summary">As in a list.</param>
/// <param name="Letter">The letter as it was published: the request, every attempt, where its message is kept.</param>
/// <param name="Occurrences">The other letters of the same request, newest first, 50 at most.</param>
/// <param name="Notes">What people wrote about it, oldest first.</param>
/// <param name="Audit">What was done to it, oldest first; the newest 100.</param>
internal sealed record LetterDetail(
    LetterSummary Summary,
    CompletionDeadLettered Letter,
    ImmutableArray<LetterSummary> Occurrences,
    ImmutableArray<LetterNote> Notes,
    ImmutableArray<AuditEntry> Audit)
{
    /// <summary>Its replays, newest first; 50 at most.</summary>
    public ImmutableArray<LetterReplay> Replays { get; init; } = [];
}

/// <summary>A replay of a letter.</summary>
/// <param name="Job">The replay.</param>
/// <param name="Item">What became of the letter in it.</param>
internal sealed record LetterReplay(Guid Job, ReplayItem Item);

/// <summary>A dead letter with the text that it was published with, for export and replay.</summary>
internal sealed record StoredLetter(LetterSummary Summary, CompletionDeadLettered Letter);

/// <summary>What somebody wrote about a letter.</summary>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Text">The text.</param>
internal sealed record LetterNote(DateTimeOffset At, string Who, string Text);

/// <summary>One change of state, as it was made.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Action">What was done: <c>archive</c>, <c>restore</c>, <c>note</c>, …</param>
/// <param name="Filter">Which letters were meant, as JSON.</param>
/// <param name="Count">How many letters it changed.</param>
/// <param name="Remark">What else is to be known; null: nothing.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, string Who, string Action, string Filter, long Count, string? Remark);
