namespace Dispatch.Worker.Messaging;

/// <summary>
/// The time between the order to stop and the end. While it lasts no delivery is begun and those in work may end; when it is over
/// they are cancelled, and their requests go back as they came.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _begun;

    public GracePeriod(IHostApplicationLifetime lifetime, MessagingSettings settings, TimeProvider time)
    {
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _begun = lifetime.ApplicationStopping;
        _registration = _begun.Register(() => _over.CancelAfter(settings.Grace));
    }

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <exception cref="OperationCanceledException">The worker is to stop; MassTransit hands the delivery back.</exception>
    public void ThrowIfBegun() => _begun.ThrowIfCancellationRequested();

    public void Dispose()
    {
        _registration.Dispose();
        _over.Dispose();
    }
}
