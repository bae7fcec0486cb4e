using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>A replay. Times are milliseconds since 1970.</summary>
internal sealed class ReplayJobRow
{
    /// <summary>Counts up; orders replays by time.</summary>
    public long Number { get; set; }

    /// <summary>The public id.</summary>
    public required string Id { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>The filter that selected the letters, as JSON.</summary>
    public required string Letters { get; set; }

    /// <summary>The changes, as JSON.</summary>
    public required string Changes { get; set; }

    public double Rate { get; set; }

    /// <summary>Milliseconds.</summary>
    public long Patience { get; set; }

    public required string Who { get; set; }

    public string? Remark { get; set; }

    public int Total { get; set; }

    public ReplayState State { get; set; }

    public string? Why { get; set; }

    public long? EndedAt { get; set; }

    /// <summary>Which time the ramp is climbed, from 1: anew after each stop.</summary>
    public int Run { get; set; }

    public int Step { get; set; }

    /// <summary>The process that sends for it; null: none does.</summary>
    public string? Owner { get; set; }

    /// <summary>Until when nobody else may.</summary>
    public long OwnedUntil { get; set; }
}

/// <summary>A letter of a replay. Times are milliseconds since 1970.</summary>
internal sealed class ReplayItemRow
{
    /// <summary>The replay's number.</summary>
    public long Job { get; set; }

    public int Position { get; set; }

    /// <summary>The letter's key. The letter may be gone.</summary>
    public long Key { get; set; }

    public required string LetterId { get; set; }

    /// <summary>The letter's fingerprint.</summary>
    public required string Fingerprint { get; set; }

    public ReplayItemState State { get; set; }

    public int Generation { get; set; }

    /// <summary>When it was sent: in which run; 0: it was not.</summary>
    public int Run { get; set; }

    /// <summary>And in which step.</summary>
    public int Step { get; set; }

    public long? SentAt { get; set; }

    /// <summary>When its outcome is no longer waited for; null: none is waited for.</summary>
    public long? GivesUpAt { get; set; }

    public long? OutcomeAt { get; set; }

    public string? ReturnedAs { get; set; }

    public SkipReason? Skipped { get; set; }

    public string? Why { get; set; }
}
