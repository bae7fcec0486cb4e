using System.Globalization;
using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>What waits in the queues, and who consumes them.</summary>
internal static class QueueCounts
{
    private const string DelayPrefix = "dispatch.requests.delay.";
    private static readonly string[] Kept = [BrokerNames.Results, BrokerNames.DeadLetters, BrokerNames.Oversized, BrokerNames.Replays];

    public static IEnumerable<BrokerFinding> Examine(IReadOnlyDictionary<string, QueueDeclareOk> queues)
    {
        if (queues.Count == 0)
            yield break;

        var delayed = queues.Values.Where(queue => queue.QueueName.StartsWith(DelayPrefix, StringComparison.Ordinal)).ToList();
        var parts = BrokerNames.Worked.Where(queues.ContainsKey).Select(name => string.Create(
            CultureInfo.InvariantCulture, $"{name}: {queues[name].MessageCount} ready, {Count(queues[name].ConsumerCount, "consumer")}"));
        parts = parts.Append($"delay lanes: {Sum(delayed)}");
        parts = parts.Concat(Kept.Where(queues.ContainsKey).Select(name => string.Create(
            CultureInfo.InvariantCulture, $"{name}: {queues[name].MessageCount} kept")));
        yield return BrokerFinding.Note(BrokerChecks.Queues, string.Join("; ", parts));

        if (queues.TryGetValue(BrokerNames.Requests, out var requests) && requests.ConsumerCount == 0)
        {
            yield return BrokerFinding.Warning(
                BrokerChecks.Queues,
                $"'{BrokerNames.Requests}' has no consumer",
                "No worker is running, or none has got as far as to consume",
                "Start one with this configuration: dispatch run");
        }
    }

    /// <summary>Names for people, where all delay lanes count as one.</summary>
    public static string Names(IEnumerable<string> queues)
    {
        var names = queues.ToList();
        var lanes = names.Count(name => name.StartsWith(DelayPrefix, StringComparison.Ordinal));
        var others = names.Where(name => !name.StartsWith(DelayPrefix, StringComparison.Ordinal));
        return string.Join(", ", lanes > 0 ? others.Append($"{DelayPrefix}* ({lanes})") : others);
    }

    private static string Sum(List<QueueDeclareOk> lanes)
    {
        var filled = lanes.Where(lane => lane.MessageCount > 0)
            .Select(lane => string.Create(CultureInfo.InvariantCulture, $"{lane.QueueName[DelayPrefix.Length..]} {lane.MessageCount}"));
        var sum = string.Create(CultureInfo.InvariantCulture, $"{lanes.Sum(lane => lane.MessageCount)} wait");
        return string.Join(", ", filled) is { Length: > 0 } each ? $"{sum} ({each})" : sum;
    }

    private static string Count(uint count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
