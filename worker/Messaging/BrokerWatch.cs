using System.Diagnostics.CodeAnalysis;
using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Sees to it that the queues are there and as they must be: before each connect of MassTransit's, however long the broker takes to let
/// this worker in, and every minute after that, in case somebody deletes one.
/// </summary>
internal sealed partial class BrokerWatch(
    BrokerTopology topology, BrokerSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BrokerWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    // For all of it: a broker that answers one thing and not the next must not be waited for without end.
    private static readonly TimeSpan TimeToDeclare = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private volatile string? _trouble;

    /// <summary>What keeps this worker from the broker's queues now; null: nothing that is known.</summary>
    public string? Trouble => _trouble;

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
        while (!await TryDeclareAsync(stopping))
        {
            await Task.Delay(pause, time, stopping);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryDeclareAsync(stoppingToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker is said, and tried again until it is mended.")]
    private async Task<bool> TryDeclareAsync(CancellationToken stoppingToken)
    {
        try
        {
            await topology.DeclareAsync(stoppingToken).WaitAsync(TimeToDeclare, time, stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble} It is tried again.")]
    private partial void LogNotDeclared(string trouble);
}
