using System.Globalization;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>What only the management API tells: alarms, nodes that are down, feature flags, policies, the clock.</summary>
internal sealed class ManagementCheck(BrokerSettings settings, ReadManagement read)
{
    private const string Monitoring = "Give the user the tag monitoring (rabbitmqctl set_user_tags USER monitoring), or put"
        + " another user's credentials into the URL of --management";

    public async Task<IReadOnlyList<BrokerFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var overview = await read("api/overview", cancellationToken);
        if (overview.Body is not { } body)
            return [Refused(overview)];

        var version = body.TryGetProperty("rabbitmq_version", out var text) ? text.ToString() : "unknown";
        List<BrokerFinding> findings = [BrokerFinding.Ok(BrokerChecks.Management, $"The management API answers, of RabbitMQ {version}"), ClockCheck.Judge(overview)];

        var nodes = await read("api/nodes", cancellationToken);
        findings.AddRange(nodes.Body is { } list ? ClusterCheck.Examine(list) : [NotTold(BrokerChecks.Cluster, "Alarms and nodes that are down", nodes)]);

        // Only administrators may ask for flags; the probe of dead-lettering shows what they are for.
        var flags = await read("api/feature-flags", cancellationToken);
        if (flags.Body is { } all)
            findings.AddRange(ClusterCheck.ExamineFlags(all));

        var virtualHost = Uri.EscapeDataString(settings.VirtualHost);
        var policies = await read($"api/policies/{virtualHost}", cancellationToken);
        var ofOperator = await read($"api/operator-policies/{virtualHost}", cancellationToken);
        findings.AddRange(policies.Body is { } users
            ? PolicyCheck.Examine(Policy.Read(users), ofOperator.Body is { } operators ? Policy.Read(operators) : [], settings)
            : [NotTold(BrokerChecks.Policy, "Policies", policies)]);
        return findings;
    }

    private static BrokerFinding Refused(ManagementReply reply) => BrokerFinding.Error(
        BrokerChecks.Management,
        reply.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"The management API answers with status {status}") : "The management API can't be reached",
        reply.Trouble ?? "Its answer is no JSON of a management API",
        reply.Status is 401 or 403 ? Monitoring : "Correct the URL of --management, for instance http://rabbitmq:15672, and"
            + " enable the plugin: rabbitmq-plugins enable rabbitmq_management");

    private static BrokerFinding NotTold(string check, string what, ManagementReply reply) => BrokerFinding.Note(
        check, $"{what} were not read", reply.Trouble ?? "The management API does not tell them to this user", Monitoring);
}
