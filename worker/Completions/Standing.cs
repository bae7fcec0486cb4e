namespace Dispatch.Worker.Completions;

/// <summary>Where a request stands with one member of its group.</summary>
/// <param name="TriedThisRound">The member was asked in this round; being turned away for the rate does not count.</param>
/// <param name="FailedForGood">It is not asked again for this request.</param>
/// <param name="IsTooSmall">It failed for good because the request is longer than it can take.</param>
/// <param name="ReadyAt">When it may be asked, by its own word and by what the worker knows of it.</param>
internal readonly record struct Standing(bool TriedThisRound, bool FailedForGood, bool IsTooSmall, DateTimeOffset ReadyAt)
{
    /// <summary>A member that was never asked.</summary>
    public static Standing Fresh => new(false, false, false, DateTimeOffset.MinValue);

    /// <summary>It is left alone for other reasons than too many calls.</summary>
    public bool IsOut { get; init; }

    /// <summary>It lacks room for a moment only, as the worker has just begun to call it.</summary>
    public bool IsBeginning { get; init; }

    public bool IsCandidate => !TriedThisRound && !FailedForGood;

    public bool IsEligible(DateTimeOffset now) => IsCandidate && ReadyAt <= now;

    public Standing NotBefore(DateTimeOffset ready) => ready > ReadyAt ? this with { ReadyAt = ready } : this;
}
