using System.Text.Json;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Reads the management API's lists of nodes and of feature flags.</summary>
internal static class ClusterCheck
{
    private static readonly string[] NeededFlags = ["quorum_queue", "stream_queue"];

    public static IEnumerable<BrokerFinding> Examine(JsonElement nodes)
    {
        var all = nodes.EnumerateArray().ToList();
        var running = 0;
        foreach (var node in all)
        {
            var name = node.TryGetProperty("name", out var named) ? named.ToString() : "unknown";
            if (!Is(node, "running"))
            {
                yield return BrokerFinding.Error(
                    BrokerChecks.Cluster,
                    $"The node {name} is down",
                    "Quorum queues need a majority of their nodes; with one more gone they may stand still",
                    "Start it, or take it out of the cluster: rabbitmqctl forget_cluster_node");
                continue;
            }

            running++;
            foreach (var (alarm, what, remedy) in Alarms)
            {
                if (Is(node, alarm))
                    yield return BrokerFinding.Error(
                        BrokerChecks.Alarm,
                        $"The node {name} is in {what} alarm",
                        "All publishers of the cluster are blocked, so that workers hold their work back",
                        remedy);
            }

            if (node.TryGetProperty("partitions", out var partitions) && partitions.ValueKind == JsonValueKind.Array && partitions.GetArrayLength() > 0)
                yield return BrokerFinding.Error(
                    BrokerChecks.Cluster,
                    $"The node {name} does not see {partitions.GetArrayLength()} others",
                    "The network between the nodes was cut",
                    "Mend the network, then restart the nodes of the smaller part");
        }

        if (running == all.Count)
            yield return BrokerFinding.Ok(BrokerChecks.Cluster, $"{running} of {all.Count} nodes are running");
    }

    /// <summary>Flags that this version does not list are part of it for good.</summary>
    public static IEnumerable<BrokerFinding> ExamineFlags(JsonElement flags) =>
        from flag in flags.EnumerateArray()
        let name = flag.TryGetProperty("name", out var named) ? named.ToString() : ""
        where NeededFlags.Contains(name) && flag.TryGetProperty("state", out var state) && state.ToString() == "disabled"
        select BrokerFinding.Error(
            BrokerChecks.Features,
            $"The feature flag {name} is disabled",
            "Quorum queues and at-least-once dead-lettering need it",
            $"rabbitmqctl enable_feature_flag {name}");

    private static readonly (string Name, string What, string Remedy)[] Alarms =
    [
        ("mem_alarm", "memory", "Free memory, or raise vm_memory_high_watermark"),
        ("disk_free_alarm", "disk", "Free disk space, or lower disk_free_limit"),
    ];

    private static bool Is(JsonElement node, string property) => node.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.True;
}
