using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Which dead letters are meant; all that is given must hold. One for every way in: the command, HTTP, the dashboard.</summary>
internal sealed record LetterFilter
{
    /// <summary>Every letter, whatever its state.</summary>
    public static LetterFilter All { get; } = new();

    /// <summary>Those that nobody has done anything about.</summary>
    public static LetterFilter Open { get; } = new() { States = [LetterState.Open] };

    /// <summary>One of these letters, by their public ids; empty: any.</summary>
    public ImmutableArray<string> Ids { get; init; } = [];

    /// <summary>In one of these states; empty: in any.</summary>
    public ImmutableArray<LetterState> States { get; init; } = [];

    /// <summary>Of this group.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Of this routing group.</summary>
    public string? RoutingGroup { get; init; }

    /// <summary>With this reason.</summary>
    public DeadLetterReason? Reason { get; init; }

    /// <summary>In whose last round an attempt failed with this kind.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>Whose last attempt was at this provider.</summary>
    public string? Provider { get; init; }

    /// <summary>With each of these metadata values.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>With every word of this at the beginning of a word, in the message, what providers said, the id or the metadata.</summary>
    public string? Text { get; init; }

    /// <summary>Dead-lettered then or later; to the millisecond.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Dead-lettered before then; to the millisecond.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of the request with this id.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether nothing narrows it down but the state.</summary>
    public bool IsPlain() => this is
    {
        Ids.IsEmpty: true, Metadata.IsEmpty: true, Fingerprint: null, RoutingGroup: null, Reason: null, Kind: null, Provider: null, Text: null, From: null, To: null,
        RequestId: null,
    };
}
