namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Wakes what runs replays, so that an order or an outcome does not wait until it looks again.</summary>
internal sealed class ReplayWake : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);

    /// <summary>There is something to do.</summary>
    public void Signal() => _signal.Release();

    /// <summary>Returns at the next signal, or after this time.</summary>
    public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = _signal.WaitAsync(woken.Token);
        await Task.WhenAny(signal, Task.Delay(time, clock, woken.Token));
        await woken.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        while (_signal.Wait(0, CancellationToken.None))
        {
        }
    }

    public void Dispose() => _signal.Dispose();
}
