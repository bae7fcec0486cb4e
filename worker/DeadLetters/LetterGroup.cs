using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>The dead letters of one fingerprint: most likely they have one cause.</summary>
internal sealed record LetterGroup
{
    public required string Fingerprint { get; init; }

    public string? RoutingGroup { get; init; }

    public required DeadLetterReason Reason { get; init; }

    /// <summary>The failure kinds of the last round, each once.</summary>
    public ImmutableArray<FailureKind> Kinds { get; init; } = [];

    /// <summary>The provider of the last attempt; null: none was called.</summary>
    public string? Provider { get; init; }

    /// <summary>What the provider said, or the worker where none was called, without what differs from one letter to the next.</summary>
    public required string Pattern { get; init; }

    /// <summary>Letters of the group that the filter lets through.</summary>
    public required long Count { get; init; }

    /// <summary>Of these, those that are open.</summary>
    public required long Open { get; init; }

    /// <summary>When the first letter of the group came, to the millisecond; it may have been removed since.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When the last letter of the group came.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The newest letter of these, among the open ones where there are any.</summary>
    public required LetterSummary Example { get; init; }

    /// <summary>Which metadata the newest 30 of them have, of the open ones where there are any: for each name its most frequent values.</summary>
    public ImmutableArray<AffectedMetadata> Affected { get; init; } = [];
}

/// <summary>What letters of a group have under one name of their metadata.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The 5 most frequent values, with how many letters have them.</param>
/// <param name="Distinct">How many different values there are.</param>
internal sealed record AffectedMetadata(string Name, ImmutableArray<KeyValuePair<string, int>> Values, int Distinct);

/// <summary>A page of groups, the one with the newest letter first.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Next">Where the next page begins; null: there is none.</param>
internal sealed record GroupPage(ImmutableArray<LetterGroup> Groups, LetterCursor? Next);

/// <summary>How many letters there are in each state.</summary>
internal sealed record LetterCounts(long Open, long Replaying, long Resolved, long Archived, long Superseded)
{
    public long Total => Open + Replaying + Resolved + Archived + Superseded;
}
