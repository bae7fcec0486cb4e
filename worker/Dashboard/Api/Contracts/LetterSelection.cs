using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Dispatch.Contracts;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Dashboard.Api.Contracts;

/// <summary>Which dead letters are meant: exactly one of its members is given.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LetterSelection
{
    /// <summary>The most ids that may be given.</summary>
    public const int MostIds = 1000;

    /// <summary>These, by their ids; 1,000 at most.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Those of this group.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Those that this lets through.</summary>
    public LetterFilterBody? Filter { get; init; }

    /// <summary>All of them.</summary>
    public bool All { get; init; }

    /// <summary>The filter that says the same; false: <paramref name="error"/> says what is wrong.</summary>
    public bool TryResolve([NotNullWhen(true)] out LetterFilter? filter, [NotNullWhen(false)] out string? error)
    {
        filter = null;
        error = Flaw();
        if (error is null)
        {
            filter = Filter?.ToFilter() ?? new LetterFilter { Ids = [.. Ids ?? []], Fingerprint = Fingerprint };
            return true;
        }

        return false;
    }

    private string? Flaw()
    {
        var given = (Ids is null ? 0 : 1) + (Fingerprint is null ? 0 : 1) + (Filter is null ? 0 : 1) + (All ? 1 : 0);
        if (given != 1)
            return $"{(given == 0 ? "None" : "More than one")} of 'ids', 'fingerprint', 'filter' and 'all' is given; give exactly one. All of them is {{\"all\":true}}.";
        if (Ids is { Count: 0 or > MostIds })
            return $"'ids' has {Ids.Count} entries; it must have 1 to {MostIds}. For more, use 'filter'.";
        if (Ids is not null && Ids.Any(string.IsNullOrEmpty))
            return "An entry of 'ids' is empty.";
        return Fingerprint is not null && string.IsNullOrWhiteSpace(Fingerprint) ? "'fingerprint' is empty." : Filter?.Flaw();
    }
}

/// <summary>A filter of dead letters; all that is given must hold. The names are those of the query of <c>GET /api/dead-letters</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LetterFilterBody
{
    /// <summary>One of these letters, by their ids.</summary>
    public IReadOnlyList<string>? Id { get; init; }

    /// <summary>In one of these states; left out: in any to which it can be done.</summary>
    public IReadOnlyList<LetterState>? State { get; init; }

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

    /// <summary>With each of these values.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>With every word of this at the beginning of a word.</summary>
    public string? Q { get; init; }

    /// <summary>Dead-lettered then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Dead-lettered before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of the request with this id.</summary>
    public string? RequestId { get; init; }

    /// <summary>What is wrong with it where it says what is to be changed: what is empty by mistake would mean all of them; null: nothing.</summary>
    public string? Flaw()
    {
        (string Name, string? Value)[] texts =
            [("fingerprint", Fingerprint), ("routingGroup", RoutingGroup), ("provider", Provider), ("q", Q), ("requestId", RequestId)];
        if (Array.Find(texts, text => text.Value is not null && string.IsNullOrWhiteSpace(text.Value)) is { Name: { } name })
            return $"'filter.{name}' is empty; give a value, or leave it out.";

        return ToFilter() is { States.IsEmpty: true } filter && filter.IsPlain() ? "'filter' lets all through; say what is meant, or {\"all\":true} in its place." : null;
    }

    public LetterFilter ToFilter() => new()
    {
        Ids = [.. Id ?? []],
        States = [.. State ?? []],
        Fingerprint = Fingerprint,
        RoutingGroup = RoutingGroup,
        Reason = Reason,
        Kind = Kind,
        Provider = Provider,
        Metadata = [.. Metadata ?? ImmutableDictionary<string, string>.Empty],
        Text = Q,
        From = From,
        To = To,
        RequestId = RequestId,
    };
}

/// <summary>How many dead letters were changed.</summary>
internal sealed record LettersChanged(long Changed);

/// <summary>What is to be noted.</summary>
/// <param name="Text">1 to 4,096 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NoteText(string Text);

/// <summary>A page of the audit trail, newest first.</summary>
/// <param name="Entries">What was done.</param>
/// <param name="Next">Where the next page begins: give it as <c>cursor</c>; null: there is none.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
