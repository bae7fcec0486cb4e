using System.Collections.Immutable;

namespace Dispatch.Worker.Routing;

/// <summary>What a request is routed by: a name and its members, highest priority first, members of equal priority as configured.</summary>
internal sealed class RoutingGroup
{
    /// <summary>Larger weights are cut to this, so that a sum stays finite.</summary>
    public const double MaxWeight = 1e12;

    private RoutingGroup(string name, ImmutableArray<RoutingMember> members) => (Name, Members) = (name, members);

    public string Name { get; }

    /// <summary>Never empty; sorted by descending priority, stable.</summary>
    public ImmutableArray<RoutingMember> Members { get; }

    /// <summary>Fills in the defaults: priority is minus the index, weight is 1, a negative weight (or one that is no number) is 0.</summary>
    /// <exception cref="ArgumentException">There is no member.</exception>
    public static RoutingGroup Create(string name, IReadOnlyList<MemberOptions> members)
    {
        if (members.Count == 0)
            throw new ArgumentException($"The routing group '{name}' has no member.", nameof(members));

        return new RoutingGroup(name,
        [
            .. members
                .Select((member, index) => new RoutingMember(
                    member.Key, member.Model, member.Priority ?? -index, Weight(member.Weight ?? 1))
                {
                    ContextWindow = member.ContextWindow,
                    Unsupported = member.Unsupported,
                })
                .OrderByDescending(member => member.Priority)
        ]);
    }

    private static double Weight(double configured) => configured > 0 ? Math.Min(configured, MaxWeight) : 0;
}
