using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

/// <summary>An adapter whose calls end when, and as, the test says.</summary>
internal sealed class SteeredAdapter(Func<int, CancellationToken, Task<ProviderReply>> answer) : IProviderAdapter, IDisposable
{
    private readonly SemaphoreSlim _begun = new(0);
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public bool IsDisposed { get; private set; }

    public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _calls);
        _begun.Release();
        return answer(number, cancellationToken);
    }

    /// <summary>Waits until one more call has begun than this was asked for before; throws if none does.</summary>
    public async Task NextBegunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await _begun.WaitAsync(patience, cancellationToken))
            throw new TimeoutException("No further call has begun.");
    }

    public void Dispose()
    {
        IsDisposed = true;
        _begun.Dispose();
    }
}
