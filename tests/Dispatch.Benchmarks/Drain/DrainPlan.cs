namespace Dispatch.Benchmarks.Drain;

/// <summary>What waits at the start, and what the providers take.</summary>
internal sealed record DrainPlan
{
    public static DrainPlan Default { get; } = new();

    /// <summary>Requests that wait in the queue before anybody works.</summary>
    public int Requests { get; init; } = 3000;

    public IReadOnlyList<ProviderLimit> Providers { get; init; } = [new("alpha", 40), new("beta", 25), new("gamma", 10)];

    /// <summary>From a call to its answer. What is refused is refused at once.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When the first provider is down; null: never.</summary>
    public Outage? Outage { get; init; } = new(10, 20);

    /// <summary>When this provider is down.</summary>
    public Outage? OutageOf(ProviderLimit limit) => limit == Providers[0] ? Outage : null;
}
