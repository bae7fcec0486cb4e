using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for the options that a routing group has of its own.</summary>
internal static class GroupRules
{
    public static void Check(RoutingGroupOptions group, LimitsOptions limits, string path, FindingList findings)
    {
        BackoffRules.Check(group.Backoff, limits.Backoff, $"{path}.backoff", findings);
        CheckFinalOn(group, $"{path}.finalOn", findings);
        CheckFinal(group, group.Over(limits), $"{path}.finalOn", findings);
        CheckFallbackOn(group, path, findings);
    }

    private static void CheckFinalOn(RoutingGroupOptions group, string path, FindingList findings)
    {
        for (var i = 0; i < group.FinalOn.Count; i++)
        {
            var kind = group.FinalOn[i];
            if (RecoveryRules.DefaultFinal.Contains(kind) && !group.FallbackOn.Contains(kind))
                findings.Warning(ConfigurationPath.Of(path, i), $"{Name(kind)} is final in every group; remove it here.");
        }
    }

    private static void CheckFinal(RoutingGroupOptions group, RecoveryRules rules, string path, FindingList findings)
    {
        if (group.Members.Count > 1 && Enum.GetValues<FailureKind>().All(rules.Final.Contains))
        {
            findings.Warning(
                path, "Every kind of failure is final, so the group never falls back; remove those after which another member may answer.");
        }
    }

    private static void CheckFallbackOn(RoutingGroupOptions group, string path, FindingList findings)
    {
        for (var i = 0; i < group.FallbackOn.Count; i++)
        {
            var kind = group.FallbackOn[i];
            var at = ConfigurationPath.Of($"{path}.fallbackOn", i);
            if (group.FinalOn.Contains(kind))
                findings.Error(at, $"{Name(kind)} stands in finalOn too; remove it from one of the two.");
            else if (!RecoveryRules.DefaultFinal.Contains(kind))
                findings.Warning(at, $"{Name(kind)} falls back in every group; remove it here.");
        }
    }

    private static string Name(FailureKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
