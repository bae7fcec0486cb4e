using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Until when the confirmations of the sends of about one second are waited for. While the broker waits for memory or disk of its own, the
/// time is not counted: that may take as long as it takes.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It ends with its timer, and many may be waiting for that.")]
internal sealed class ConfirmationLimit
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly TimeSpan _patience;
    private readonly BrokerBlockage? _blockage;
    private readonly long _begun;
    private readonly ITimer _timer;

    public ConfirmationLimit(TimeProvider time, TimeSpan patience, BrokerBlockage? blockage)
    {
        (_patience, _blockage, _begun) = (patience, blockage, time.GetTimestamp());
        _timer = time.CreateTimer(static limit => ((ConfirmationLimit)limit!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Whether a send that begins now may share it.</summary>
    public bool IsFresh(TimeProvider time) => time.GetElapsedTime(_begun) < Fresh;

    private void End()
    {
        if (_blockage?.Reason is not null)
        {
            _timer.Change(_patience, Timeout.InfiniteTimeSpan);
            return;
        }

        _timer.Dispose();
        _over.Cancel();
    }
}
