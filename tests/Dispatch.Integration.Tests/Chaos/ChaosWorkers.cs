using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The workers of a chaos run, processes that are killed and started again.</summary>
internal sealed class ChaosWorkers(VirtualHost host, ChaosProviders providers) : IAsyncDisposable
{
    private readonly Dictionary<string, WorkerProcess> _running = [];
    private readonly List<string> _ended = [];

    public IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(1, ChaosPlan.Workers).Select(number => $"worker-{number}")];

    /// <summary>What workers printed that ended without being killed; none may.</summary>
    public IReadOnlyList<string> Ended => [.. _ended, .. _running.Where(worker => worker.Value.HasExited).Select(Describe)];

    public Task StartAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Names.Select(name => StartAsync(name, cancellationToken)));

    /// <summary>Starts it; returns when it consumes.</summary>
    public async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        var worker = await WorkerProcess.StartAsync(Configuration(name), cancellationToken);
        lock (_running)
            _running[name] = worker;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(string name)
    {
        if (!_running.Remove(name, out var worker))
            throw new InvalidOperationException($"{name} does not run.");

        if (worker.HasExited)
            _ended.Add(Describe(new(name, worker)));
        await worker.KillAsync();
        await worker.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _running.Values)
            await worker.DisposeAsync();
    }

    private static string Describe(KeyValuePair<string, WorkerProcess> worker) => $"{worker.Key} ended by itself:\n{worker.Value.Output}";

    private object Configuration(string name) => new
    {
        Transport = host.Uri.ToString(),
        Providers = providers.Configuration(name),
        RoutingGroups = ChaosProviders.Groups,
        Limits = new { Prefetch = 32, Backoff = new { Initial = "500ms", Max = "4s" } },
    };
}
