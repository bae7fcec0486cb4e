namespace Dispatch.Worker.Providers.Health;

/// <summary>When a model can be called again, and what keeps it.</summary>
/// <param name="At">null: at once.</param>
/// <param name="State">What keeps it, or the state that it is in while it can be called.</param>
internal readonly record struct Readiness(DateTimeOffset? At, HealthState State);
