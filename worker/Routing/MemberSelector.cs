namespace Dispatch.Worker.Routing;

/// <summary>
/// Picks the member for the next attempt: the highest priority that has an eligible member, then by weight among those of that
/// priority. Drawn once per attempt, with the members already tried left out, it gives whole chains the same distribution as a
/// weighted shuffle without replacement.
/// </summary>
internal static class MemberSelector
{
    /// <summary>What <see cref="Select"/> returns where no member is eligible.</summary>
    public const int None = -1;

    /// <summary>The index of the chosen member, or <see cref="None"/>.</summary>
    /// <param name="group">The routing group.</param>
    /// <param name="eligible">One entry for each member, in the group's order: whether it may be asked now.</param>
    /// <param name="draw">A random number, 0 to below 1.</param>
    public static int Select(RoutingGroup group, ReadOnlySpan<bool> eligible, double draw)
    {
        var members = group.Members.AsSpan();
        var first = eligible.IndexOf(true);
        if (first < 0)
            return None;

        var priority = members[first].Priority;
        var total = 0.0;
        for (var i = first; i < members.Length && members[i].Priority == priority; i++)
            total += eligible[i] ? members[i].Weight : 0;

        // Where only zero weights are left, they are asked in the order they are listed.
        if (total <= 0)
            return first;

        var chosen = first;
        var rest = draw * total;
        for (var i = first; i < members.Length && members[i].Priority == priority; i++)
        {
            if (!eligible[i] || members[i].Weight <= 0)
                continue;

            chosen = i;
            rest -= members[i].Weight;
            if (rest < 0)
                break;
        }

        return chosen;
    }
}
