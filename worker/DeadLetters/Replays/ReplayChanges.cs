using System.Text.Json;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What is to differ from the request as it was; the dead letter keeps that. Nothing set: nothing differs.</summary>
internal sealed record ReplayChanges
{
    /// <summary>As it was.</summary>
    public static ReplayChanges None { get; } = new();

    /// <summary>The routing group to route by; a provider's key routes to that provider alone. Null: as it was.</summary>
    public string? RoutingGroup { get; init; }

    /// <summary>The <c>model</c> to put into the body. Null: as it was.</summary>
    public string? Model { get; init; }

    /// <summary>The deadline, an instant. Not beside <see cref="TimeToLive"/>.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The deadline, from when each request is sent. Not beside <see cref="Deadline"/>.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The body to send in place of the one that was, a JSON object. For a single dead letter only.</summary>
    public JsonElement? Body { get; init; }
}
