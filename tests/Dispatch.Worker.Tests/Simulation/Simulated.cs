using Dispatch.Worker.Completions;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Completions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// Workers that drain a queue on simulated providers: all that decides is the real code, on a clock that jumps. Runs come out the same
/// each time, and a minute takes a fraction of a second.
/// </summary>
internal sealed class Simulated
{
    private readonly List<SimulatedProvider> _providers = [];
    private readonly List<Provider> _known = [];
    private SimulatedBroker? _broker;

    public VirtualTime Time { get; } = new();

    public int Prefetch { get; init; } = 64;

    public int Seed { get; init; } = 1;

    public ProviderOptions Options { get; init; } = new();

    /// <summary>Whether another member stands in where the chosen one has no room.</summary>
    public bool Spillover { get; init; } = true;

    public SimulatedBroker Broker => _broker ??= new SimulatedBroker(Time, Prefetch);

    public IReadOnlyList<SimulatedProvider> Providers => _providers;

    public int Calls => _providers.Sum(provider => provider.Calls.Count);

    public double RefusedShare => (double)_providers.Sum(provider => provider.Refused) / Calls;

    public SimulatedProvider Add(SimulatedProvider provider)
    {
        _providers.Add(provider);
        return provider;
    }

    /// <summary>The health that the worker of this number, from 0, knows of a provider.</summary>
    public ModelStatusOf StatusOf(int worker, int provider) => new(_known[(worker * _providers.Count) + provider]);

    /// <summary>Starts a worker on all providers, which are one tier of equals.</summary>
    public void StartWorker()
    {
        var number = _known.Count / Math.Max(1, _providers.Count);
        var random = new Random((Seed * 1000) + number);
        List<Provider> providers =
        [
            .. _providers.Select(each => new Provider(each.Key, each.AdapterOf(number), Options, Time, random, NullLogger<Provider>.Instance)),
        ];
        _known.AddRange(providers);
        var limits = new LimitsOptions { Prefetch = Prefetch };
        var rules = new RecoveryRules(limits.Attempts, limits.Rounds, limits.Backoff) { Spillover = Spillover };
        var snapshot = Sample.Snapshot(providers, [.. providers.Select(provider => new MemberOptions { Key = provider.Key, Priority = 0 })], limits)
            with
        { Rules = new Dictionary<string, RecoveryRules> { ["chat"] = rules } };
        Broker.AddWorker(new CompletionProcessor(
            new FixedSnapshot(snapshot), new AttemptRunner(Sample.Meter, Time), new WaitingRoom(Time), random, Time, NullLogger<CompletionProcessor>.Instance));
    }

    /// <summary>Publishes requests <c>r-0</c>, <c>r-1</c>, … for a group; a provider's key is one of that provider alone.</summary>
    public void Publish(int requests, string group = "chat", string prefix = "r")
    {
        for (var i = 0; i < requests; i++)
            Broker.Publish(Sample.Request(group) with { Id = $"{prefix}-{i}" });
    }

    /// <summary>Runs until there are so many outcomes; for ten minutes at most.</summary>
    public void Drain(int requests) => Time.Run(() => Broker.Answered + Broker.DeadLettered >= requests, 600);

    public void Run(double seconds) => Time.Run(() => false, seconds);

    internal readonly record struct ModelStatusOf(Provider Provider)
    {
        public double? Rate => Provider.Status().SingleOrDefault()?.RateLimit;

        public int? Concurrency => Provider.Status().SingleOrDefault()?.ConcurrencyLimit;
    }
}
