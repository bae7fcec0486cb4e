using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The workers of a chaos run, processes that are killed and started again.</summary>
internal sealed class ChaosWorkers(VirtualHost host, ChaosProviders providers) : IAsyncDisposable
{
    /// <summary>A folder that gets what each worker printed; default: it is not kept.</summary>
    public const string LogsVariable = "DISPATCH_CHAOS_LOGS";

    /// <summary>The deliveries that one worker may hold at a time: from its two queues, and the one that it works on alone.</summary>
    public const int MostDeliveries = (2 * Prefetch) + 1;

    private const int Prefetch = 32;

    private readonly Dictionary<string, WorkerProcess> _running = [];
    private readonly List<string> _ended = [];
    private int _kept;

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
        await DisposeAsync(name, worker);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, worker) in _running)
            await DisposeAsync(name, worker);
    }

    private async Task DisposeAsync(string name, WorkerProcess worker)
    {
        if (Environment.GetEnvironmentVariable(LogsVariable) is { Length: > 0 } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{++_kept:00}-{name}.log"), worker.Output);
        await worker.DisposeAsync();
    }

    private static string Describe(KeyValuePair<string, WorkerProcess> worker) => $"{worker.Key} ended by itself:\n{worker.Value.Output}";

    private object Configuration(string name) => new
    {
        Transport = host.Uri.ToString(),
        Broker = new { Hosts = host.Nodes.Skip(1).Select(node => node.Authority) },
        Providers = providers.Configuration(name),
        RoutingGroups = ChaosProviders.Groups,
        Limits = new { Prefetch, Backoff = new { Initial = "500ms", Max = "4s" } },
    };
}
