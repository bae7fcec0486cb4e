using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Providers;

/// <summary>How a provider of kind <c>simulator</c> behaves.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>The median time of a call. Default 50ms; 0 or more.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How far a call's time may lie from the median, as a share of it. Default 0.2; 0 to 1.</summary>
    [Range(0d, 1d)]
    public double LatencySpread { get; init; } = 0.2;

    /// <summary>The share of calls that fail with status 500. Default 0; 0 to 1.</summary>
    [Range(0d, 1d)]
    public double FailureRate { get; init; }

    /// <summary>Calls allowed in any one second; the rest get 429 with a Retry-After. 1 or more; null: no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? RequestsPerSecond { get; init; }

    /// <summary>Stretches, counted from the worker's start, in which every call fails with status 503.</summary>
    public IReadOnlyList<OutageOptions> Outages { get; init; } = [];

    /// <summary>Makes the draws repeatable: the same seed gives the same sequence. Default 1.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>A stretch in which a simulated provider is down.</summary>
internal sealed record OutageOptions
{
    /// <summary>When it begins, counted from the worker's start.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>When it ends, counted from the worker's start; after <see cref="From"/>.</summary>
    public required TimeSpan To { get; init; }
}
