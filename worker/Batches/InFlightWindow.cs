namespace Dispatch.Worker.Batches;

/// <summary>Bounds the requests that have been sent and have no outcome yet, and so the memory that a batch takes.</summary>
/// <param name="size">The most at once; 1 or more.</param>
internal sealed class InFlightWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private int _drained;
    private int _count;

    /// <summary>How many are in flight.</summary>
    public int Count => Volatile.Read(ref _count);

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        Interlocked.Increment(ref _count);
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _count);
        _free.Release();
    }

    /// <summary>Waits until none is in flight. Nothing may enter any more; a wait that was given up can be taken up again.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (; _drained < size; _drained++)
            await _free.WaitAsync(cancellationToken);
    }

    public void Dispose() => _free.Dispose();
}
