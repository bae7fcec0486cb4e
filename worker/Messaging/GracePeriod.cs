namespace Dispatch.Worker.Messaging;

/// <summary>
/// The time between the order to stop and the end. While it lasts no delivery is begun and those in work may end; when it is over
/// they are cancelled, and their requests are redelivered with the history they had.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    // By then the broker has heard that this worker takes no more. Before, it would hand a returned delivery straight back to it, and count
    // it each time, until the request is taken for one that workers die of.
    private static readonly TimeSpan TimeToUnsubscribe = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _begun;

    public GracePeriod(IHostApplicationLifetime lifetime, MessagingSettings settings, TimeProvider time)
    {
        _time = time;
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _begun = lifetime.ApplicationStopping;
        _registration = _begun.Register(() => _over.CancelAfter(settings.Grace));
    }

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Refuses a delivery that the broker sent before it heard that this worker stops.</summary>
    /// <exception cref="OperationCanceledException">The worker stops; MassTransit hands the delivery back.</exception>
    public async Task RefuseIfBegunAsync()
    {
        if (!_begun.IsCancellationRequested)
            return;

        await Task.Delay(TimeToUnsubscribe, _time, CancellationToken.None);
        _begun.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _over.Dispose();
    }
}
