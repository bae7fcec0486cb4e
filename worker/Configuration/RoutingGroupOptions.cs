using System.ComponentModel.DataAnnotations;
using Dispatch.Contracts;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>One entry of <c>routingGroups</c>: its members alone, as a list, or an object that also says how failures are handled.</summary>
internal sealed record RoutingGroupOptions
{
    /// <summary>The members. Required; 1 or more.</summary>
    public required IReadOnlyList<MemberOptions> Members { get; init; }

    /// <summary>Attempts for one request, over all rounds; 1 to 50. Default: <c>limits.attempts</c>.</summary>
    [Range(1, 50)]
    public int? Attempts { get; init; }

    /// <summary>Rounds for one request; 1 to 50. Default: <c>limits.rounds</c>.</summary>
    [Range(1, 50)]
    public int? Rounds { get; init; }

    /// <summary>The wait between rounds; what is left out comes from <c>limits.backoff</c>.</summary>
    public GroupBackoffOptions Backoff { get; init; } = new();

    /// <summary>The time of one attempt, headers and body together; more than 0, at most 23h55m. Default: the provider's own timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:55:00", MinimumIsExclusive = true)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Whether the next member is asked when the one chosen by priority and weight has no room for a call at the moment: by its limits, or
    /// because it refused for the rate. With false the request waits for that one; a member that fails or is down is fallen back from in
    /// any case. Default true.
    /// </summary>
    public bool Spillover { get; init; } = true;

    /// <summary>Further kinds of failure that end a request at once, as <c>invalidRequest</c> does. Default: none.</summary>
    public IReadOnlyList<FailureKind> FinalOn { get; init; } = [];

    /// <summary>Kinds of failure after which the next member is asked although they are final by default: <c>invalidRequest</c>. Default: none.</summary>
    public IReadOnlyList<FailureKind> FallbackOn { get; init; } = [];
}
