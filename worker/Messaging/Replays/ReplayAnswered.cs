namespace Dispatch.Worker.Messaging.Replays;

/// <summary>A worker's word to the monitor that a replayed request has its result; the result itself goes where all do.</summary>
internal sealed record ReplayAnswered
{
    /// <summary>The request's mark, as text.</summary>
    public required string Mark { get; init; }

    /// <summary>The request's id.</summary>
    public required string RequestId { get; init; }

    /// <summary>The provider that answered.</summary>
    public required string Provider { get; init; }

    /// <summary>The upstream model that answered; null where none was named.</summary>
    public string? Model { get; init; }

    /// <summary>When the answer was complete.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }
}
