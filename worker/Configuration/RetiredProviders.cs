using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Disposes providers that a reload left without use. A delivery keeps the snapshot that it began with, and calls one provider once,
/// so a provider is at rest when the longest timeout that a provider may have has passed; that is waited for, twice.
/// </summary>
internal sealed class RetiredProviders(TimeProvider time) : IAsyncDisposable
{
    public static TimeSpan Rest { get; } = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Provider, ITimer> _resting = [];

    public void Retire(Provider provider)
    {
        lock (_lock)
            _resting[provider] = time.CreateTimer(_ => _ = EndAsync(provider), null, Rest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Disposes those still at rest; called when the worker has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        Provider[] all;
        lock (_lock)
            all = [.. _resting.Keys];
        foreach (var provider in all)
            await EndAsync(provider);
    }

    private async Task EndAsync(Provider provider)
    {
        ITimer? timer;
        lock (_lock)
        {
            if (!_resting.Remove(provider, out timer))
                return;
        }

        await timer.DisposeAsync();
        await provider.DisposeAsync();
    }
}
