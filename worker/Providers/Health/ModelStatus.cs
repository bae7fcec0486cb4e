using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.Health;

/// <summary>How a model of a provider is, for people.</summary>
internal sealed record ModelStatus
{
    /// <summary>The upstream model; null where none is named.</summary>
    public string? Model { get; init; }

    /// <summary>The endpoint that it is called at.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The state.</summary>
    public required HealthState State { get; init; }

    /// <summary>Since when it is left alone; null while it is not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it is called again; null while it is not left alone.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The kind of failure that it is left alone for; null while it is not.</summary>
    public FailureKind? Why { get; init; }

    /// <summary>Calls in flight.</summary>
    public required int InFlight { get; init; }

    /// <summary>The calls a second that it is held to, as found out by its answers; null while no limit is known.</summary>
    public double? RateLimit { get; init; }

    /// <summary>The calls in flight that it is held to, as found out by its answers; null while no limit is known.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>The calls of the last minute.</summary>
    public required CallCounts LastMinute { get; init; }

    /// <summary>What a call that is answered takes at present, in seconds; 1 before anything is known.</summary>
    public required double CallSeconds { get; init; }
}
