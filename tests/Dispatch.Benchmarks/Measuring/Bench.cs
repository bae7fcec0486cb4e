using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>What all runs have in common.</summary>
/// <param name="Broker">The broker; each run has a virtual host of its own.</param>
/// <param name="Requests">How many requests a run is to measure in place of the scenario's own number; null: those.</param>
internal sealed record Bench(IBroker Broker, int? Requests)
{
    /// <summary>The scenario's number of requests, unless another was asked for.</summary>
    public int RequestsOr(int own) => Requests ?? own;
}
