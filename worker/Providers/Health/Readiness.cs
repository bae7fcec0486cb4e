namespace Dispatch.Worker.Providers.Health;

/// <summary>When a model can be called again, and what keeps it.</summary>
/// <param name="At">null: at once.</param>
/// <param name="State">What keeps it, or the state that it is in while it can be called.</param>
internal readonly record struct Readiness(DateTimeOffset? At, HealthState State)
{
    /// <summary>It is down, or was refused for other reasons than too many calls: not a lack of room that is over in a moment.</summary>
    public bool IsOut { get; init; }

    /// <summary>All that it lacks is that the worker has called it for so short a time: in a moment there is room.</summary>
    public bool IsBeginning { get; init; }
}
