namespace Dispatch.Worker.Messaging;

/// <summary>
/// Sees a send through until the broker has confirmed it. RabbitMQ.Client up to 7.2.2 can leave one waiting for ever whose channel closes
/// at that moment (its issues 1930 and 1960), and the delivery behind it would never end; so one that takes too long is given up and made
/// again, on whatever channel there is by then. Should it have arrived after all, its message id tells the second from the first.
/// </summary>
internal sealed partial class ConfirmedSend(TimeProvider time, ILogger<ConfirmedSend> logger, BrokerBlockage? blockage = null)
{
    /// <summary>A broker in good order confirms within milliseconds, one that is hard pressed within seconds.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    /// <param name="send">Sends, and ends when the broker has confirmed; may be called again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        while (!await TryAsync(send, cancellationToken))
            LogRepeated();
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker has not confirmed a message for a minute; it is sent again")]
    private partial void LogRepeated();
}
