using System.Text;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>What a broker says of itself as a connection begins: product, version, capabilities.</summary>
internal static class ServerCheck
{
    private static readonly Version Oldest = new(3, 10);

    /// <summary>The capabilities that Dispatch rests on, and what for.</summary>
    private static readonly (string Name, string Use)[] Needed =
    [
        ("publisher_confirms", "a delivery is acknowledged only when what follows from it is confirmed"),
        ("basic.nack", "the broker tells that it did not take a message"),
        ("consumer_cancel_notify", "a worker learns that its queue was deleted, and declares it anew"),
        ("exchange_exchange_bindings", "messages reach the queues by their exchanges"),
        ("connection.blocked", "an alarm is told from a broker that is slow"),
    ];

    /// <param name="properties">The server properties of the connection.</param>
    /// <param name="node">The node, for people.</param>
    public static IEnumerable<BrokerFinding> Examine(IDictionary<string, object?>? properties, string node)
    {
        var product = Text(properties, "product") ?? "a broker that does not name itself";
        var version = Text(properties, "version") ?? "unknown";
        yield return OfVersion(node, product, version);

        var capabilities = properties?.TryGetValue("capabilities", out var table) == true ? table as IDictionary<string, object?> : null;
        var missing = Needed.Where(capability => capabilities?.TryGetValue(capability.Name, out var has) != true || has is not true).ToList();
        yield return missing.Count == 0
            ? BrokerFinding.Ok(BrokerChecks.Features, $"{node} has {string.Join(", ", Needed.Select(capability => capability.Name))}")
            : BrokerFinding.Error(
                BrokerChecks.Features,
                $"{node} does not have {string.Join(", ", missing.Select(capability => capability.Name))}",
                $"Dispatch rests on it: {string.Join("; ", missing.Select(capability => capability.Use))}",
                "Use RabbitMQ 3.10 or newer");
    }

    private static BrokerFinding OfVersion(string node, string product, string version)
    {
        var found = $"{node} is {product} {version}";
        if (product != "RabbitMQ")
        {
            return BrokerFinding.Warning(
                BrokerChecks.Version,
                found,
                "Dispatch is made for RabbitMQ, and tested with it alone",
                "Use RabbitMQ 3.10 or newer, or see what the probes below say");
        }

        return Parse(version) is not { } parsed
            ? BrokerFinding.Warning(BrokerChecks.Version, found, "The version can't be read", "Use RabbitMQ 3.10 or newer")
            : parsed >= Oldest
                ? BrokerFinding.Ok(BrokerChecks.Version, found)
                : BrokerFinding.Error(
                    BrokerChecks.Version,
                    found,
                    "Before 3.10 quorum queues have no message TTL and no at-least-once dead-lettering, which the delay lanes are made of",
                    "Upgrade RabbitMQ to 3.10 or newer");
    }

    // A release candidate is 4.1.0-rc.1.
    private static Version? Parse(string text) => Version.TryParse(text.Split('-', '+')[0], out var version) ? version : null;

    private static string? Text(IDictionary<string, object?>? properties, string name) =>
        properties?.TryGetValue(name, out var value) != true ? null : value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        };
}
