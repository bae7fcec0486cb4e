using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Messaging.Letters;

/// <summary>
/// The monitor's side of the queue of dead letters: hands them on in batches, and acknowledges those that are kept. Begins when the worker
/// has started, and goes on for as long as the process does, whatever is wrong with the broker or with who takes the letters; meanwhile
/// they stay on the queue.
/// </summary>
internal sealed partial class LetterQueue(
    BrokerConnector connector,
    BrokerPublisher publisher,
    BrokerWatch topology,
    MessagingSettings messaging,
    ILetterReceiver receiver,
    LetterIntake intake,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LetterQueue> logger)
    : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // After so many of a batch the store is what is wrong, not the letters.
    private const int MostRefusals = 3;

    private TimeSpan _pause = ShortestPause;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with broker or store is said, and tried again until it is mended.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A worker beside this one waits until the broker has let it in; a monitor alone does that itself.
                await (messaging.Consume ? topology.Declared.WaitAsync(stoppingToken) : topology.WaitAsync());
                await GuardAsync(() => receiver.PrepareAsync(stoppingToken), stoppingToken);
                await ConsumeAsync(stoppingToken);
            }
            catch (LettersRefusedException refused)
            {
                intake.Trouble = refused.Message;
                LogRefused(refused.InnerException, refused.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroken(BrokerTrouble.Describe(exception, connector.Settings));
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    private async Task ConsumeAsync(CancellationToken stoppingToken)
    {
        await using var connection = await connector.ConnectAsync("monitor", stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        var session = new LetterSession(channel, messaging.LetterBatch!.Value);
        await session.StartAsync(stoppingToken);
        intake.Trouble = null;
        LogConsuming(BrokerNames.DeadLetters);
        while (await session.TakeAsync(stoppingToken) is { Count: > 0 } taken)
        {
            foreach (var delivery in taken.Where(delivery => delivery.IsNearlyLost))
                await SaveAsync(delivery, session, stoppingToken);
            await KeepAsync([.. taken.Where(delivery => !delivery.IsNearlyLost)], session, stoppingToken);
            (_pause, intake.Trouble) = (ShortestPause, null);
        }

        throw new IOException("The broker delivers no more dead letters: it has closed the channel, or the queue was deleted.");
    }

    private async Task KeepAsync(IReadOnlyList<LetterDelivery> taken, LetterSession session, CancellationToken stoppingToken)
    {
        if (taken.Count == 0)
            return;

        if (await RefusalOfAsync(taken, stoppingToken) is { } refused)
        {
            if (taken.Count > 1)
                LogBatchRefused(taken.Count, refused.Message);
            await KeepOneByOneAsync(taken, session, stoppingToken);
        }
        else
        {
            await session.AcknowledgeAsync(taken[^1], andBefore: true, stoppingToken);
        }
    }

    // One that is refused must not hold up the others.
    private async Task KeepOneByOneAsync(IReadOnlyList<LetterDelivery> taken, LetterSession session, CancellationToken stoppingToken)
    {
        LettersRefusedException? last = null;
        var refused = new List<LetterDelivery>();
        foreach (var delivery in taken)
        {
            var refusal = refused.Count < MostRefusals ? await RefusalOfAsync([delivery], stoppingToken) : last;
            if (refusal is null)
                await session.AcknowledgeAsync(delivery, andBefore: false, stoppingToken);
            else
                refused.Add(delivery);
            last = refusal ?? last;
        }

        foreach (var worn in refused.Where(delivery => delivery.IsWorn))
            await SaveAsync(worn, session, stoppingToken);
        if (last is not null)
            throw last;
    }

    // As a new message it counts from nothing. While the queue is full it is held here until it is let in, or can be stored.
    private async Task SaveAsync(LetterDelivery worn, LetterSession session, CancellationToken stoppingToken)
    {
        var message = new OutgoingMessage("", BrokerNames.DeadLetters, Mandatory: true, BrokerProperties.Copy(worn.Properties), worn.Body);
        using var stored = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var sending = publisher.PublishAsync(message, stored.Token);
        while (await Task.WhenAny(sending, Task.Delay(LongestPause, time, stoppingToken)) != sending)
        {
            if (await RefusalOfAsync([worn], stoppingToken) is null)
                await stored.CancelAsync();
        }

        if (stored.IsCancellationRequested)
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else
            await sending;
        stoppingToken.ThrowIfCancellationRequested();
        await session.AcknowledgeAsync(worn, andBefore: false, stoppingToken);
    }

    /// <summary>Has them stored; null: they are.</summary>
    private async Task<LettersRefusedException?> RefusalOfAsync(IReadOnlyList<LetterDelivery> taken, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        try
        {
            await GuardAsync(
                () => receiver.ReceiveAsync([.. taken.Select(delivery => LetterMessage.Read(delivery.Body, delivery.Properties, now))], stoppingToken), stoppingToken);
            return null;
        }
        catch (LettersRefusedException refused)
        {
            intake.Trouble = refused.Message;
            return refused;
        }
    }

    private static async Task GuardAsync(Func<Task> act, CancellationToken stoppingToken)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            throw new LettersRefusedException(exception);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking dead letters from {Queue}")]
    private partial void LogConsuming(string queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Dead letters cannot be stored, and stay on the queue: {Trouble} It is tried again.")]
    private partial void LogRefused(Exception? exception, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} dead letters could not be stored together ({Trouble}); they are stored one by one")]
    private partial void LogBatchRefused(int count, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letters cannot be taken: {Trouble} It is tried again.")]
    private partial void LogBroken(string trouble);
}
