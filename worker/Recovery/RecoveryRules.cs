using System.Collections.Frozen;
using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>How failures are handled in one routing group.</summary>
/// <param name="Attempts">The most attempts for one request that count, over all rounds.</param>
/// <param name="Rounds">The most rounds for one request.</param>
/// <param name="Backoff">The wait between rounds.</param>
internal sealed record RecoveryRules(int Attempts, int Rounds, BackoffOptions Backoff)
{
    /// <summary>The kinds that end a request at once where a group says nothing else.</summary>
    public static FrozenSet<FailureKind> DefaultFinal { get; } = FrozenSet.Create(FailureKind.InvalidRequest);

    /// <summary>A quota that is said to be back sooner is not: that speaks of the rate.</summary>
    private static readonly TimeSpan ShortestReset = TimeSpan.FromMinutes(1);

    /// <summary>The time of one attempt; null: the provider's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Where the member that was chosen has no room, the next is asked; else the request waits for the one chosen.</summary>
    public bool Spillover { get; init; } = true;

    /// <summary>The kinds that end a request at once; every other falls back.</summary>
    public FrozenSet<FailureKind> Final { get; init; } = DefaultFinal;

    /// <summary>Whose failure it is in this group.</summary>
    /// <param name="kind">What the failure means.</param>
    /// <param name="retryAfter">
    /// How long the provider asked to be left alone: a quota that says when it resets is waited for, as a rate is.
    /// </param>
    public FailureCategory CategoryOf(FailureKind kind, TimeSpan? retryAfter) =>
        Final.Contains(kind) ? FailureCategory.OfRequest
        : kind == FailureKind.InvalidRequest ? FailureCategory.OfProvider
        : kind == FailureKind.QuotaExceeded && retryAfter > ShortestReset ? FailureCategory.Postponed
        : kind.Category();
}
