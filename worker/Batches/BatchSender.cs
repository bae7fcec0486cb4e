using Dispatch.Contracts;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Batches;

/// <summary>Sends requests, and goes on sending through a short outage of the broker.</summary>
internal sealed class BatchSender : IDisposable
{
    private const int MaxTries = 6;

    private static readonly TimeSpan TimeToSettle = TimeSpan.FromSeconds(5);

    private readonly IBatchChannel _channel;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _giveUp;
    private readonly CancellationTokenRegistration _onHalt;
    private volatile bool _hasSent;

    /// <param name="channel">The way to the queue.</param>
    /// <param name="time">Times the pauses.</param>
    /// <param name="halt">What is under way when it is cancelled is given a moment to be confirmed, so that it is known to be sent.</param>
    public BatchSender(IBatchChannel channel, TimeProvider time, CancellationToken halt)
    {
        (_channel, _time) = (channel, time);
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _onHalt = halt.Register(() => _giveUp.CancelAfter(TimeToSettle));
    }

    /// <summary>Sends a request; returns when the queue has it. Sent twice it may be worked on twice, but its outcome counts once.</summary>
    /// <exception cref="BatchBrokenException">The queue does not take it.</exception>
    public async Task SendAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await _channel.SendAsync(request, _giveUp.Token);
                _hasSent = true;
                return;
            }
            catch (Exception exception) when (!_giveUp.IsCancellationRequested)
            {
                // Where nothing could be sent yet, it is no outage but a mistake, and better told at once.
                if (!_hasSent || tries == MaxTries)
                    throw new BatchBrokenException($"The queue does not take the requests: {exception.Message}", exception);
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << (tries - 1)), _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _onHalt.Dispose();
        _giveUp.Dispose();
    }
}
