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
        var letters = new SessionLetters(session, publisher, RefusalOfAsync, time, logger);
        for (; ; (_pause, intake.Trouble) = (ShortestPause, null))
            await letters.KeepAsync(await session.TakeAsync(stoppingToken), stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letters cannot be taken: {Trouble} It is tried again.")]
    private partial void LogBroken(string trouble);
}
