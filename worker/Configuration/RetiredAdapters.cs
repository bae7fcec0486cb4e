using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Disposes adapters that a reload left without use. A delivery keeps the snapshot that it began with, and calls one provider once,
/// so an adapter is at rest when the longest timeout that a provider may have has passed; that is waited for, twice.
/// </summary>
internal sealed class RetiredAdapters(TimeProvider time) : IAsyncDisposable
{
    public static TimeSpan Rest { get; } = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IProviderAdapter, ITimer> _resting = [];

    public void Retire(IProviderAdapter adapter)
    {
        lock (_lock)
            _resting[adapter] = time.CreateTimer(_ => _ = EndAsync(adapter), null, Rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Disposes those still at rest; called when the worker has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        IProviderAdapter[] all;
        lock (_lock)
            all = [.. _resting.Keys];
        foreach (var adapter in all)
            await EndAsync(adapter);
    }

    public static async ValueTask DisposeAsync(IProviderAdapter adapter)
    {
        if (adapter is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else if (adapter is IDisposable synchronous)
            synchronous.Dispose();
    }

    private async Task EndAsync(IProviderAdapter adapter)
    {
        ITimer? timer;
        lock (_lock)
        {
            if (!_resting.Remove(adapter, out timer))
                return;
        }

        await timer.DisposeAsync();
        await DisposeAsync(adapter);
    }
}
