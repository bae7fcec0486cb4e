using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>What lists and filters need of a letter.</summary>
internal sealed class LetterRow
{
    /// <summary>See <see cref="LetterIdentity"/>; orders by time.</summary>
    public long Key { get; set; }

    public required string Id { get; set; }

    public required string RequestId { get; set; }

    public LetterState State { get; set; }

    public required string Fingerprint { get; set; }

    public DeadLetterReason Reason { get; set; }

    public string? RoutingGroup { get; set; }

    /// <summary>As in <see cref="GroupRow.Kinds"/>.</summary>
    public required string Kinds { get; set; }

    public string? Provider { get; set; }

    public string? Model { get; set; }

    public int Attempts { get; set; }

    public required string Message { get; set; }

    public string? KeptIn { get; set; }

    /// <summary>How often its request had been replayed.</summary>
    public int Generation { get; set; }

    /// <summary>The id of the letter whose replay it is the outcome of.</summary>
    public string? ReplayOf { get; set; }

    /// <summary>The request's deadline, in milliseconds since 1970.</summary>
    public long? Deadline { get; set; }

    public HeldContent Holds { get; set; }
}

/// <summary>The letter itself, as JSON; apart, so that lists need not pass over it.</summary>
internal sealed class ContentRow
{
    public long Key { get; set; }

    public required string Json { get; set; }
}

/// <summary>What a letter is found by; the database keeps a full-text index on it.</summary>
internal sealed class SearchRow
{
    public long Key { get; set; }

    public required string Text { get; set; }
}

/// <summary>An entry of a letter's metadata.</summary>
internal sealed class MetadataRow
{
    public required string Name { get; set; }

    public required string Value { get; set; }

    public long Key { get; set; }
}

/// <summary>A fingerprint with what goes into it, and how many letters it has in each state.</summary>
internal sealed class GroupRow
{
    public required string Fingerprint { get; set; }

    public string? RoutingGroup { get; set; }

    public DeadLetterReason Reason { get; set; }

    /// <summary>Names with a comma before and behind each, so that one can be found; empty: none.</summary>
    public required string Kinds { get; set; }

    public string? Provider { get; set; }

    public required string Pattern { get; set; }

    public long Open { get; set; }

    public long Replaying { get; set; }

    public long Resolved { get; set; }

    public long Archived { get; set; }

    public long Superseded { get; set; }

    public long FirstKey { get; set; }

    public long LastKey { get; set; }
}

/// <summary>What somebody wrote about a letter.</summary>
internal sealed class NoteRow
{
    public long Id { get; set; }

    public long Key { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long At { get; set; }

    public required string Who { get; set; }

    public required string Text { get; set; }
}

/// <summary>A change of state.</summary>
internal sealed class AuditRow
{
    public long Id { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long At { get; set; }

    public required string Who { get; set; }

    public required string Action { get; set; }

    public required string Filter { get; set; }

    public long Count { get; set; }

    public string? Remark { get; set; }
}

/// <summary>Which letters a change of state was about.</summary>
internal sealed class AuditedRow
{
    public long Key { get; set; }

    public long AuditId { get; set; }
}
