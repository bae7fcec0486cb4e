using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>A dead letter as a line of a list.</summary>
internal sealed record LetterSummary
{
    /// <summary>The letter's public id: 16 letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>The request's id. Several letters may have it.</summary>
    public required string RequestId { get; init; }

    public required LetterState State { get; init; }

    /// <summary>When the worker gave up, to the millisecond.</summary>
    public required DateTimeOffset DeadLetteredAt { get; init; }

    public required DeadLetterReason Reason { get; init; }

    /// <summary>null: it could not be read.</summary>
    public string? RoutingGroup { get; init; }

    /// <summary>The group that it belongs to.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The worker's sentence, 1,024 characters at most.</summary>
    public required string Message { get; init; }

    /// <summary>The failure kinds of the last round, each once.</summary>
    public ImmutableArray<FailureKind> Kinds { get; init; } = [];

    /// <summary>The provider of the last attempt; null: none was called.</summary>
    public string? Provider { get; init; }

    /// <summary>The model of the last attempt.</summary>
    public string? Model { get; init; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>The queue that holds the message itself; null: the letter does.</summary>
    public string? KeptIn { get; init; }

    /// <summary>How often its request had been replayed when it became this letter.</summary>
    public int Generation { get; init; }

    /// <summary>The letter whose replay it is the outcome of; null: its request was not replayed before.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The request's metadata: 32 entries at most, each value cut after 256 characters.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Metadata { get; init; } = [];
}

/// <summary>A page of dead letters, newest first.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="Next">Where the next page begins; null: there is none.</param>
internal sealed record LetterPage(ImmutableArray<LetterSummary> Letters, LetterCursor? Next);
