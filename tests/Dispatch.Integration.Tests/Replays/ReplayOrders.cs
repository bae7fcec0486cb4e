using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>Orders replays on a store, and runs none.</summary>
internal sealed class ReplayOrders : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ServiceProvider _services;

    /// <param name="store">As in <c>monitor.store</c>.</param>
    public ReplayOrders(string store)
    {
        var services = new ServiceCollection();
        services.AddLetterStore(new MonitorOptions { Store = store }, _ => null);
        services.AddReplayOrders(_ => new ReplaySettings(new ReplayOptions(), () => TimeSpan.FromHours(1), _ => true, MaxBytes: 1_000_000));
        _services = services.BuildServiceProvider();
        Jobs = _services.GetRequiredService<ReplayJobs>();
    }

    public ReplayJobs Jobs { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Returns when the replay is as it is waited for.</summary>
    public Task<ReplayJob> WaitForAsync(Guid id, Func<ReplayJob, bool> condition) =>
        StoreWatch.UntilAsync(async () => (await Jobs.FindAsync(id, Cancellation))!, condition, job => $"it is {job}.", Patience, Cancellation);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
