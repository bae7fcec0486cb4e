using System.Text.Json;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// What policies make of the queues. For limits a quorum queue takes the lower of a policy's and its own, for <c>overflow</c> and
/// <c>dead-letter-strategy</c> the policy's, and for the dead-letter exchange its own.
/// </summary>
internal static class PolicyCheck
{
    public static IReadOnlyList<BrokerFinding> Examine(IReadOnlyList<Policy> policies, IReadOnlyList<Policy> operatorPolicies, BrokerSettings settings)
    {
        var breaches = from queue in QueueSpecifications.All(settings)
                       from source in new[] { (Kind: "policy", List: policies), (Kind: "operator policy", List: operatorPolicies) }
                       let policy = Policy.For(queue.Name, source.List)
                       where policy is not null
                       from entry in policy.Definition
                       let breach = Judge(queue, entry.Key, entry.Value, settings)
                       where breach is not null
                       group queue.Name by (source.Kind, policy.Name, Setting: $"{entry.Key} = {entry.Value}", Breach: breach);
        var findings = breaches.Select(each => new BrokerFinding(
            each.Key.Breach.Severity,
            BrokerChecks.Policy,
            $"The {each.Key.Kind} '{each.Key.Name}' sets {each.Key.Setting} on {QueueCounts.Names(each)}",
            each.Key.Breach.Cause,
            each.Key.Breach.Severity == BrokerSeverity.Note ? null : Remedy(each.Key.Kind, each.Key.Name, settings))).ToList();
        return findings.Count > 0 ? findings : [BrokerFinding.Ok(BrokerChecks.Policy, "No policy goes over the queues")];
    }

    private static string Remedy(string kind, string name, BrokerSettings settings) =>
        $"Take that out of the policy or narrow its pattern, or remove it: rabbitmqctl clear_{kind.Replace(' ', '_')} --vhost"
            + $" {AccessRefusal.Quote(settings.VirtualHost)} {AccessRefusal.Quote(name)}";

    private static Breach? Judge(QueueSpecification queue, string key, JsonElement value, BrokerSettings settings)
    {
        var kept = queue.Name is BrokerNames.Results or BrokerNames.DeadLetters or BrokerNames.Oversized or BrokerNames.Replays;
        return key switch
        {
            "expires" => Error("The broker deletes a queue that is not consumed for so long, with its messages"),
            "delivery-limit" when IsLower(queue, "x-delivery-limit", value) => Error("A message that was handed out so often, by"
                + " lost connections too, is taken out of the queue before Dispatch has counted"),
            "overflow" when !kept && value.ToString() != "reject-publish" => Error("A full queue drops requests, and"
                + " dead-lettering falls back to at-most-once in silence"),
            "dead-letter-strategy" when !kept && value.ToString() != "at-least-once" => Error("Requests in the delay lanes can be"
                + " lost when the broker restarts"),
            "message-ttl" when kept => Warning("What nobody takes within that time is dropped"),
            "message-ttl" when IsLower(queue, "x-message-ttl", value) => Error("Requests leave the queue before their time: out"
                + " of a lane too early, and out of the others in circles"),
            "max-length" or "max-length-bytes" when queue.Name == BrokerNames.Results => Note("The queue of results is bounded;"
                + " what exceeds it is dropped or refused"),
            "max-length" or "max-length-bytes" when kept => Warning("What exceeds the bound is dropped or refused"),
            "max-length" or "max-length-bytes" => Warning("The broker refuses requests and redeliveries beyond the bound; workers"
                + " hold their work until there is room"),
            "consumer-timeout" when value.TryGetInt64(out var time) && time < settings.AcknowledgementTimeout.TotalMilliseconds && !kept =>
                Error("The broker takes requests from a worker that may still be at work on them; broker.acknowledgementTimeout is longer"),
            _ => null,
        };
    }

    private static bool IsLower(QueueSpecification queue, string argument, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var limit))
            return false;

        return queue.Arguments.TryGetValue(argument, out var own) ? limit >= 0 && limit < Convert.ToInt64(own, null) : argument == "x-message-ttl";
    }

    private static Breach Error(string cause) => new(BrokerSeverity.Error, cause);

    private static Breach Warning(string cause) => new(BrokerSeverity.Warning, cause);

    private static Breach Note(string cause) => new(BrokerSeverity.Note, cause);

    private sealed record Breach(BrokerSeverity Severity, string Cause);
}
