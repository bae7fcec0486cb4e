using System.Collections.Immutable;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What a replay would do if it were created now.</summary>
internal sealed record ReplayPreview
{
    /// <summary>The letters that are selected.</summary>
    public required int Total { get; init; }

    /// <summary>Of these, those that would be sent.</summary>
    public required int ToSend { get; init; }

    /// <summary>The others, by reason.</summary>
    public ImmutableArray<SkippedLetters> Skipped { get; init; } = [];

    /// <summary>Those that would be sent, by fingerprint, the most frequent first; 20 at most.</summary>
    public ImmutableArray<ReplayedGroup> Groups { get; init; } = [];

    /// <summary>By what they would be routed, the most frequent first; 20 at most.</summary>
    public ImmutableArray<ReplayedRoute> Routes { get; init; } = [];

    /// <summary>Those whose deadline has passed, and that get the workers' time to live anew.</summary>
    public int RenewedDeadlines { get; init; }

    /// <summary>The sizes of the first steps; what is left after them goes at the rate.</summary>
    public ImmutableArray<int> Steps { get; init; } = ReplayRamp.Steps;

    /// <summary>The least time that it takes, at the rate alone: the outcomes of each step are waited for besides.</summary>
    public TimeSpan LeastTime { get; init; }

    /// <summary>What is worth a second look; a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}

/// <summary>Letters that would not be sent.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many.</param>
/// <param name="Why">The reason as a sentence.</param>
internal sealed record SkippedLetters(SkipReason Reason, int Count, string Why);

/// <summary>Letters of one fingerprint that would be sent.</summary>
/// <param name="Fingerprint">The fingerprint.</param>
/// <param name="Pattern">What was said.</param>
/// <param name="Count">How many.</param>
internal sealed record ReplayedGroup(string Fingerprint, string Pattern, int Count);

/// <summary>Letters that would be routed alike.</summary>
/// <param name="Was">The routing group that they were routed by; null: it could not be read.</param>
/// <param name="WillBe">The one that they will be routed by.</param>
/// <param name="Count">How many.</param>
internal sealed record ReplayedRoute(string? Was, string? WillBe, int Count);
