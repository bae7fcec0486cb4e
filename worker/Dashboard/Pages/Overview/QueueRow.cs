using System.Collections.Immutable;
using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>A queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What is in it, for people.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unacknowledged">Messages that are with a worker; null: not known.</param>
/// <param name="Consumers">Who takes from it; null where nobody is meant to.</param>
internal sealed record QueueRow(string Name, string Purpose, long Ready, long? Unacknowledged, long? Consumers)
{
    /// <summary>Work waits and nobody takes it.</summary>
    public bool IsDeserted => Consumers == 0 && Ready > 0;

    public static ImmutableArray<QueueRow> Of(IEnumerable<QueueReading> readings) =>
    [
        .. QueueFigures.ByName(readings).Select(reading => new QueueRow(
            reading.Queue,
            PurposeOf(reading.Queue),
            reading.Ready,
            reading.Unacknowledged,
            reading.Consumers > 0 || BrokerNames.Worked.Contains(reading.Queue) ? reading.Consumers : null)),
    ];

    private static string PurposeOf(string queue) => queue switch
    {
        BrokerNames.Requests => "new requests",
        BrokerNames.Retry => "requests that come back",
        BrokerNames.Isolated => "requests that cost a worker, each alone",
        BrokerNames.Results => "results that nobody has taken yet",
        BrokerNames.Replays => "what became of replays, for the monitor",
        BrokerNames.DeadLetters => "dead letters that nobody has taken yet",
        BrokerNames.Oversized => "messages too large for a dead letter",
        _ when queue.EndsWith('*') => "requests that wait for their time",
        _ => "",
    };
}
