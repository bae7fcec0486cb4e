namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What somebody wants to have replayed, and how.</summary>
internal sealed record ReplayOrder
{
    /// <summary>
    /// The dead letters. Where it names neither states nor ids, only open ones are meant. Letters that come later do not belong to it: the
    /// selection is made once, when the replay is created.
    /// </summary>
    public required LetterFilter Letters { get; init; }

    /// <summary>What is to differ. Default: nothing.</summary>
    public ReplayChanges Changes { get; init; } = ReplayChanges.None;

    /// <summary>Requests a second, at most; 0.01 to 1000. Null: as configured.</summary>
    public double? Rate { get; init; }

    /// <summary>
    /// How long the outcomes of one of the first steps are waited for before the next step; 1s to 24h. Null: as configured.
    /// </summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Who wants it, for the audit trail.</summary>
    public required string Who { get; init; }

    /// <summary>Why, for the audit trail; null: nothing said.</summary>
    public string? Remark { get; init; }
}
