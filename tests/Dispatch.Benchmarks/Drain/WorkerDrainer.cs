using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// Worker processes, as many as given, with one group of equal priority and all else at its default. They start on a full queue, so the
/// time that a worker takes to get warm counts.
/// </summary>
internal sealed class WorkerDrainer(int workers, bool isWeighted) : IDrainer
{
    private IReadOnlyList<WorkerProcess> _workers = [];

    public IReadOnlyList<string> Worked { get; } = ["dispatch.requests", "dispatch.requests.retry"];

    public IReadOnlyList<string> Outcomes { get; } = ["dispatch.results", "dispatch.dead-letters"];

    public IReadOnlyList<string> Logs => [.. _workers.Select(worker => worker.Output)];

    public async Task PrepareAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerProcess.StartAsync(Configuration(host, providers), cancellationToken);
        await worker.StopAsync(cancellationToken);
    }

    public async Task StartAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken) =>
        _workers = await Task.WhenAll(
            Enumerable.Range(0, workers).Select(_ => WorkerProcess.StartAsync(Configuration(host, providers), cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
    }

    private object Configuration(VirtualHost host, IReadOnlyList<LimitedProvider> providers) => new
    {
        Transport = host.Uri.ToString(),
        // Outcomes are counted in their queues, which a monitor would empty.
        Roles = new[] { "worker" },
        Providers = providers.ToDictionary(provider => provider.Key, provider => new { BaseUrl = provider.BaseUrl.ToString() }),
        RoutingGroups = new Dictionary<string, object>
        {
            [DrainRequests.Group] = providers.Select(provider => new
            {
                provider.Key,
                Model = "m-1",
                Priority = 0,
                Weight = isWeighted ? provider.PerSecond : 1,
            }),
        },
    };
}
