using System.Collections.Immutable;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Messaging;

/// <summary>Every queue, exchange and header that Dispatch has on a broker.</summary>
internal static class BrokerNames
{
    /// <summary>New requests.</summary>
    public const string Requests = "dispatch.requests";

    /// <summary>Requests that come back: a fallback never stands behind a backlog of new work.</summary>
    public const string Retry = "dispatch.requests.retry";

    /// <summary>
    /// Requests that came back again and again without an outcome, because the worker died that had them. Here each is worked on alone,
    /// so that the one that kills workers is told from those that were beside it.
    /// </summary>
    public const string Isolated = "dispatch.requests.isolated";

    /// <summary>The queues that workers consume.</summary>
    public static ImmutableArray<string> Worked { get; } = [Requests, Retry, Isolated];

    /// <summary>When a message came into <see cref="Isolated"/>, in milliseconds since 1970.</summary>
    public const string IsolatedHeader = "Dispatch-Isolated-At";

    /// <summary>Results that no requester has received directly, kept until somebody takes them.</summary>
    public const string Results = "dispatch.results";

    /// <summary>Lets through to <see cref="Results"/> what carries <see cref="UnclaimedHeader"/>.</summary>
    public const string UnclaimedResults = "dispatch.results.unclaimed";

    /// <summary>Dead letters, kept until somebody takes them.</summary>
    public const string DeadLetters = "dispatch.dead-letters";

    /// <summary>Messages as they came whose dead letter would be larger than the broker takes: the letter goes out without them.</summary>
    public const string Oversized = "dispatch.dead-letters.oversized";

    /// <summary>What workers tell the monitor of replayed requests that have their result, kept until a monitor takes it.</summary>
    public const string Replays = "dispatch.replays";

    /// <summary>The queue that holds requests back for this time: <c>dispatch.requests.delay.250ms</c> or <c>dispatch.requests.delay.30s</c>.</summary>
    public static string DelayLane(TimeSpan delay) => delay < TimeSpan.FromSeconds(1)
        ? FormattableString.Invariant($"dispatch.requests.delay.{delay.TotalMilliseconds:0}ms")
        : FormattableString.Invariant($"dispatch.requests.delay.{delay.TotalSeconds:0}s");

    /// <summary>The queue that receives the outcomes of one batch.</summary>
    public static string Batch(string batch) => $"dispatch.batch.{batch}";

    /// <summary>The request's history, as JSON.</summary>
    public const string HistoryHeader = "Dispatch-History";

    /// <summary>The instant at which a delayed request is due, in milliseconds since 1970.</summary>
    public const string DueHeader = "Dispatch-Due";

    /// <summary>On a result: no requester has received it directly.</summary>
    public const string UnclaimedHeader = "Dispatch-Unclaimed";

    /// <summary>On a message in <see cref="Oversized"/>: the id of its dead letter.</summary>
    public const string DeadLetterHeader = "Dispatch-Dead-Letter";

    public const string UnclaimedValue = "true";

    /// <summary>On a replayed request and its outcome: where it comes from, see <see cref="ReplayMark"/>.</summary>
    public const string ReplayHeader = "Dispatch-Replay";
}
