using System.Collections.Immutable;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>One replay, of one dead letter or many.</summary>
internal sealed record ReplayJob
{
    public required Guid Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was ordered, with the rate and the patience that it goes with.</summary>
    public required ReplayOrder Order { get; init; }

    public required ReplayState State { get; init; }

    /// <summary>Why it has stopped, or what it waits for; null: nothing to say.</summary>
    public string? Why { get; init; }

    /// <summary>When it was done or cancelled; null: it is not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public required ReplayProgress Progress { get; init; }
}

/// <summary>One dead letter of a replay.</summary>
internal sealed record ReplayItem
{
    /// <summary>Its place, from 1.</summary>
    public required int Position { get; init; }

    /// <summary>The dead letter's public id.</summary>
    public required string LetterId { get; init; }

    public required ReplayItemState State { get; init; }

    /// <summary>How often the request has been replayed, this time included.</summary>
    public int Generation { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? OutcomeAt { get; init; }

    /// <summary>The dead letter that it came back as.</summary>
    public string? ReturnedAs { get; init; }

    /// <summary>Why it was not sent, or what is not known of it.</summary>
    public string? Why { get; init; }
}

/// <summary>A page of replays, newest first.</summary>
/// <param name="Jobs">The replays.</param>
/// <param name="Next">The last one, after which the next page begins; null: there is none.</param>
internal sealed record ReplayJobPage(ImmutableArray<ReplayJob> Jobs, Guid? Next);

/// <summary>A page of a replay's letters, in the order in which they are sent.</summary>
/// <param name="Items">The letters.</param>
/// <param name="Next">The position after which the next page begins; null: there is none.</param>
internal sealed record ReplayItemPage(ImmutableArray<ReplayItem> Items, int? Next);
