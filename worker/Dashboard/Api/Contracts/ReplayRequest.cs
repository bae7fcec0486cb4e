using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Dashboard.Api.Contracts;

/// <summary>What is to be replayed, and how. Which dead letters is said by exactly one of <c>ids</c>, <c>fingerprint</c>, <c>filter</c> and <c>all</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayRequest
{
    /// <summary>These, by their ids; 1,000 at most.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The open ones of this group.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Those that this lets through; where it names neither states nor ids, only open ones.</summary>
    public LetterFilterBody? Filter { get; init; }

    /// <summary>All open ones.</summary>
    public bool All { get; init; }

    /// <summary>What is to differ from the requests as they were, which the dead letters keep. Left out: nothing.</summary>
    public ReplayChangesBody? Changes { get; init; }

    /// <summary>Requests a second at most, 0.01 to 1000. Left out: as configured.</summary>
    public double? Rate { get; init; }

    /// <summary>How long the outcomes of one of the first steps are waited for before the next one, in seconds. Left out: as configured.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Why, for the audit trail.</summary>
    public string? Remark { get; init; }

    /// <summary>The order that says the same; false: <paramref name="error"/> says what is wrong.</summary>
    public bool TryResolve(string who, [NotNullWhen(true)] out ReplayOrder? order, [NotNullWhen(false)] out string? error)
    {
        var selection = new LetterSelection { Ids = Ids, Fingerprint = Fingerprint, Filter = Filter, All = All };
        if (selection.TryResolve(out var letters, out error))
        {
            order = new ReplayOrder { Letters = letters, Changes = Changes?.ToChanges() ?? ReplayChanges.None, Rate = Rate, Patience = Patience, Who = who, Remark = Remark };
            return true;
        }

        order = null;
        return false;
    }
}

/// <summary>What is to differ in a replay; what is left out stays as it was.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayChangesBody
{
    /// <summary>The routing group to route by; a provider's key routes to that provider alone.</summary>
    public string? RoutingGroup { get; init; }

    /// <summary>The <c>model</c> to put into the body.</summary>
    public string? Model { get; init; }

    /// <summary>The deadline, an instant; not beside <c>timeToLive</c>.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The deadline, in seconds from when each request is sent; not beside <c>deadline</c>.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The body to send in place of the one that was, an object; for a single dead letter only.</summary>
    public JsonElement? Body { get; init; }

    public ReplayChanges ToChanges() => new() { RoutingGroup = RoutingGroup, Model = Model, Deadline = Deadline, TimeToLive = TimeToLive, Body = Body };
}
