using System.Diagnostics.CodeAnalysis;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Sees to it that the queues are there and as they must be: before each connect of MassTransit's, however long the broker takes to let
/// this worker in, and every minute after that, in case somebody deletes one; and that they are consumed.
/// </summary>
internal sealed partial class BrokerWatch(
    BrokerTopology topology,
    BrokerSettings settings,
    MessagingSettings messaging,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<BrokerWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    // For all of it: a broker that answers one thing and not the next must not be waited for without end.
    private static readonly TimeSpan TimeToDeclare = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Attendance _attendance = new();
    private readonly TaskCompletionSource _declared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _trouble;

    /// <summary>Whether the worker has told itself to stop, because it consumes no more and does not know it.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>What keeps this worker from the broker's queues now; null: nothing that is known.</summary>
    public string? Trouble => _trouble;

    /// <summary>Ends when the queues have been as they must be for the first time.</summary>
    public Task Declared => _declared.Task;

    /// <summary>
    /// Sends to one of the queues. One that somebody deleted is declared again, and nothing but the send is repeated: the answer that it
    /// carries has been paid for.
    /// </summary>
    public async Task EnsureAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send();
        }
        catch (MessageReturnedException)
        {
            await topology.DeclareAsync(cancellationToken);
            await send();
        }
    }

    /// <summary>Returns when the broker has let this worker in and the queues are as they must be.</summary>
    /// <exception cref="OperationCanceledException">The worker is stopping.</exception>
    public async Task WaitAsync()
    {
        var stopping = lifetime.ApplicationStopping;
        var pause = ShortestPause;
        while (!await TryAsync(topology.DeclareAsync, stopping))
        {
            await Task.Delay(pause, time, stopping);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        _declared.TrySetResult();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isDeclared = await TryAsync(topology.DeclareAsync, stoppingToken);
            if (isDeclared && messaging.Consume)
                await TryAsync(LookForConsumersAsync, stoppingToken);
            else
                _attendance.Forget();
        }
    }

    private async Task LookForConsumersAsync(CancellationToken stoppingToken)
    {
        if (!_attendance.IsLost(await topology.UnattendedAsync(stoppingToken)))
            return;

        var queues = string.Join(", ", _attendance.Unattended);
        LogGivenUp(queues);
        HasGivenUp = true;
        lifetime.StopApplication();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker is said, and tried again until it is mended.")]
    private async Task<bool> TryAsync(Func<CancellationToken, Task> ask, CancellationToken stoppingToken)
    {
        try
        {
            await ask(stoppingToken).WaitAsync(TimeToDeclare, time, stoppingToken);
            _trouble = null;
            return true;
        }
        catch (TopologyException exception)
        {
            _trouble = exception.Message;
            LogMismatch(exception.Message);
            return false;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            _trouble = BrokerTrouble.Describe(exception, settings);
            LogNotDeclared(_trouble);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Mismatch}")]
    private partial void LogMismatch(string mismatch);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The broker is well, and nobody consumes {Queues}: this worker has lost its place there. It ends, to be started again.")]
    private partial void LogGivenUp(string queues);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble} It is tried again.")]
    private partial void LogNotDeclared(string trouble);
}
