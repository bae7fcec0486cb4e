using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Runs the replays that are this process's, a stretch of each in turn, and gives up on outcomes that never come.</summary>
internal sealed partial class ReplayRunner(
    ReplayLeases leases, ReplayWork work, ReplayBooks books, ReplayOutcomes outcomes, ReplayWake wake, TimeProvider time, ILogger<ReplayRunner> logger) : BackgroundService
{
    // Others may order something, where several processes share a store.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenGivingUp = TimeSpan.FromMinutes(5);

    // What lies in the queues from before this process started is taken first.
    private static readonly TimeSpan BeforeGivingUp = TimeSpan.FromMinutes(15);

    private DateTimeOffset _givesUpAt;
    private string? _trouble;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the store, it is said and tried again; replays go on when it is mended.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _givesUpAt = time.GetUtcNow() + BeforeGivingUp;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Trouble;
            try
            {
                pause = await RunAsync(stoppingToken);
                _trouble = null;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Say(exception);
            }

            if (pause > TimeSpan.Zero)
                await wake.WaitAsync(pause, time, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.ReleaseAsync(cancellationToken);
        }
        catch (StoreException exception)
        {
            LogTrouble(null, exception.Message);
        }
    }

    // Once, not each time that it is tried again.
    private void Say(Exception exception)
    {
        if (exception.Message != _trouble)
            LogTrouble(exception is StoreException ? null : exception, exception.Message);
        _trouble = exception.Message;
    }

    /// <returns>How long nothing is to be done, unless something is ordered or comes.</returns>
    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        var pause = Idle;
        await work.SettleAsync(cancellationToken);
        foreach (var number in await leases.ClaimAsync(cancellationToken))
        {
            var next = await work.AdvanceAsync(number, cancellationToken);
            pause = next < pause ? next : pause;
        }

        if (time.GetUtcNow() >= _givesUpAt && await outcomes.GiveUpAsync(cancellationToken) == 0)
        {
            await books.ForgetAsync(cancellationToken);
            _givesUpAt = time.GetUtcNow() + BetweenGivingUp;
        }

        return pause;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Replays cannot go on at the moment: {Trouble} They are tried again.")]
    private partial void LogTrouble(Exception? exception, string trouble);
}
