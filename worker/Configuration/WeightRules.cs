using System.Globalization;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>Warns of weights that can't mean what they say.</summary>
internal static class WeightRules
{
    public static void Check(IReadOnlyList<MemberOptions> members, string path, FindingList findings)
    {
        for (var i = 0; i < members.Count; i++)
        {
            var at = $"{ConfigurationPath.Of(path, i)}.weight";
            if (members[i].Weight < 0)
                findings.Warning(at, "A negative weight counts as 0; write 0, or the share that is meant.");
            else if (members[i].Weight == 0 && members.Count == 1)
                findings.Warning(at, "The only member is asked whatever its weight is; remove the weight, or the group.");
        }

        CheckTiers(members, path, findings);
    }

    /// <summary>
    /// Weights share traffic among members of equal priority, and members without a priority never have an equal one: whoever writes
    /// 70 and 30 there expects a split, and gets the first member alone.
    /// </summary>
    private static void CheckTiers(IReadOnlyList<MemberOptions> members, string path, FindingList findings)
    {
        var idle = members
            .Select((member, index) => (Member: member, Priority: member.Priority ?? -index))
            .GroupBy(member => member.Priority)
            .Where(tier => tier.Count() == 1)
            .SelectMany(tier => tier)
            .Where(member => member.Member is { Priority: null, Weight: not null })
            .ToList();
        var differ = members.Select(member => member.Weight ?? 1).Distinct().Count() > 1;
        if (idle.Count == 0 || (!differ && idle.Count < 2))
            return;

        var weights = string.Join(", ", members.Select(member => (member.Weight ?? 1).ToString(CultureInfo.InvariantCulture)));
        findings.Warning(
            path,
            $"The weights ({weights}) do nothing: without a priority each member has its own (0, -1, -2, …), and weights count only among "
            + "members of equal priority. To share the traffic, give them the same, for instance \"priority\": 0; "
            + "to ask them in order, remove the weights.");
    }
}
