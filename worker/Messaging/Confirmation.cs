namespace Dispatch.Worker.Messaging;

/// <summary>
/// Waits for the broker's confirmation of a send, but not for ever: RabbitMQ.Client up to 7.2.2 can leave one without an end whose channel
/// closes at that moment (its issues 1930 and 1960), whatever token it was given. Should the message have arrived after all, its message id
/// tells the second from the first.
/// </summary>
internal sealed class Confirmation(TimeProvider time, BrokerBlockage? blockage = null)
{
    /// <summary>A broker in good order confirms within milliseconds, one that is hard pressed within seconds.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    private volatile ConfirmationLimit? _limit;

    /// <summary>Whether it arrives in time, give or take a second; if not, the send is given up.</summary>
    /// <param name="send">The send, which ends when the broker has confirmed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ArrivesAsync(Task send, CancellationToken cancellationToken)
    {
        var limit = Limit();
        try
        {
            await send.WaitAsync(limit.Token).WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (send.IsCompletedSuccessfully)
        {
            return true;
        }
        catch (OperationCanceledException) when (!send.IsCompleted)
        {
            // What becomes of it is nobody's business any more.
            _ = send.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    // One for all sends that begin within a second: a timer for each would cost more than the wait.
    private ConfirmationLimit Limit()
    {
        var limit = _limit;
        if (limit is null || !limit.IsFresh(time))
            _limit = limit = new ConfirmationLimit(time, Patience, blockage);
        return limit;
    }
}
