using System.Collections.Immutable;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;

namespace Dispatch.Worker.Dashboard.Figures;

/// <summary>Reads what the broker's queues say of the work that waits.</summary>
internal static class QueueFigures
{
    private const string DelayLanes = BrokerNames.Requests + ".delay.";

    /// <summary>What waits for a worker; null where no queue that workers take from was read.</summary>
    public static Waiting? WaitingIn(IEnumerable<QueueReading> readings)
    {
        var waiting = default(Waiting);
        var isKnown = false;
        foreach (var reading in readings)
        {
            waiting = reading.Queue switch
            {
                BrokerNames.Requests => waiting with { New = reading.Ready },
                BrokerNames.Retry => waiting with { Retry = reading.Ready },
                BrokerNames.Isolated => waiting with { Isolated = reading.Ready },
                _ when IsLane(reading.Queue) => waiting with { Delayed = waiting.Delayed + reading.Ready },
                _ => waiting,
            };
            isKnown |= BrokerNames.Worked.Contains(reading.Queue);
        }

        return isKnown ? waiting : null;
    }

    /// <summary>The queues one by one, but for the delay lanes, which are taken together.</summary>
    public static ImmutableArray<QueueReading> ByName(IEnumerable<QueueReading> readings)
    {
        var known = readings.ToList();
        var lanes = known.Where(reading => IsLane(reading.Queue)).ToList();
        var single = known.Where(reading => !IsLane(reading.Queue));
        return lanes.Count == 0
            ? [.. single]
            : [.. single, new QueueReading($"{DelayLanes}*", lanes.Sum(lane => lane.Ready), Consumers: 0, lanes.Max(lane => lane.At))];
    }

    private static bool IsLane(string queue) => queue.StartsWith(DelayLanes, StringComparison.Ordinal);
}
