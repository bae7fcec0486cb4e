namespace Dispatch.Worker.Messaging;

/// <summary>
/// Waits for the broker's confirmation of a send, but not for ever: RabbitMQ.Client up to 7.2.2 can leave one without an end whose channel
/// closes at that moment (its issues 1930 and 1960). Should the message have arrived after all, its message id tells the second from the
/// first.
/// </summary>
internal sealed class Confirmation(TimeProvider time, BrokerBlockage? blockage = null)
{
    /// <summary>A broker in good order confirms within milliseconds, one that is hard pressed within seconds.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether it arrives in time; if not, the send is given up.</summary>
    /// <param name="send">Sends, and ends when the broker has confirmed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ArrivesAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = send(attempt.Token);
        do
        {
            if (await EndsAsync(sending, cancellationToken))
            {
                await sending;
                return true;
            }
        }
        // It then waits for memory or disk of the broker's, and that may take its time.
        while (blockage?.Reason is not null);

        await attempt.CancelAsync();
        // What becomes of it is nobody's business any more.
        _ = sending.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return false;
    }

    private async Task<bool> EndsAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await sending.WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException) when (!sending.IsCompleted)
        {
            return false;
        }
    }
}
