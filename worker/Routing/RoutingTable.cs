using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Routing;

/// <summary>Finds the routing group of a name. Names are case-sensitive.</summary>
internal sealed class RoutingTable
{
    private readonly FrozenDictionary<string, RoutingGroup> _groups;

    private RoutingTable(IReadOnlyDictionary<string, RoutingGroup> groups)
    {
        _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);
        Names = [.. _groups.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Every name that a request may be routed by, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// A group wins over a route of the same name, and both over a provider of that name; a name that is only a provider routes to
    /// it alone. Members whose provider does not exist are left out; a group without any other is left out whole.
    /// </summary>
    public static RoutingTable Create(
        IEnumerable<string> providers,
        IReadOnlyDictionary<string, IReadOnlyList<MemberOptions>> groups,
        IReadOnlyDictionary<string, IReadOnlyList<string>> routes)
    {
        var known = providers.ToHashSet(StringComparer.Ordinal);
        var table = known.ToDictionary(key => key, key => RoutingGroup.Create(key, [new MemberOptions { Key = key }]), StringComparer.Ordinal);

        foreach (var (name, keys) in routes)
            Add(name, [.. keys.Select(key => new MemberOptions { Key = key })]);
        foreach (var (name, members) in groups)
            Add(name, members);

        return new RoutingTable(table);

        void Add(string name, IReadOnlyList<MemberOptions> members)
        {
            // The default priority is the index in the group as written, so it is fixed before members are left out.
            var usable = members
                .Select((member, index) => member with { Priority = member.Priority ?? -index })
                .Where(member => known.Contains(member.Key))
                .ToList();
            if (usable.Count > 0)
                table[name] = RoutingGroup.Create(name, usable);
        }
    }

    public bool TryFind(string name, [NotNullWhen(true)] out RoutingGroup? group) => _groups.TryGetValue(name, out group);
}
