using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Queues;

/// <summary>
/// Reads every few seconds how many messages wait in the queues and how many consumers those have, over one channel that stays open.
/// Trouble with the broker is <see cref="BrokerWatch"/>'s to tell; here the readings merely grow old.
/// </summary>
internal sealed partial class QueueWatch(
    SendingChannel channels,
    UnacknowledgedCounts management,
    BrokerWatch topology,
    QueueReadings readings,
    MessagingSettings messaging,
    TimeProvider time,
    ILogger<QueueWatch> logger)
    : BackgroundService
{
    /// <summary>How often it reads.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    // For all queues: a connection that is dead without a word must not be waited for without end.
    private static readonly TimeSpan TimeToRead = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!messaging.OwnsQueues)
            return;

        await topology.Declared.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await TryReadAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker, the next reading may be had.")]
    private async Task TryReadAsync(CancellationToken stoppingToken)
    {
        IChannel? channel = null;
        try
        {
            channel = await channels.GetAsync(stoppingToken);
            var read = await ReadAsync(channel, stoppingToken).WaitAsync(TimeToRead, time, stoppingToken);
            var unacknowledged = await management.ReadAsync(stoppingToken);
            readings.Replace([.. read.Select(reading => reading with { Unacknowledged = unacknowledged.TryGetValue(reading.Queue, out var count) ? count : null })]);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            channels.Discard(channel);
            LogUnread(exception);
        }
    }

    private async Task<ImmutableArray<QueueReading>> ReadAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<QueueReading>();
        foreach (var queue in QueueSpecifications.All(messaging.Broker!))
        {
            try
            {
                var told = await channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken);
                var now = time.GetUtcNow();
                read.Add(new QueueReading(queue.Name, told.MessageCount, told.ConsumerCount, now)
                {
                    EmptyAt = told.MessageCount == 0 ? now : readings.Of(queue.Name)?.EmptyAt,
                });
            }
            catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // The channel is closed by that. The queue will be declared again; the rest is as it was a moment ago.
                var seen = read.Select(reading => reading.Queue).Append(queue.Name).ToHashSet(StringComparer.Ordinal);
                read.AddRange(readings.Latest.Where(reading => !seen.Contains(reading.Queue)));
                break;
            }
        }

        return read.ToImmutable();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The queues could not be counted")]
    private partial void LogUnread(Exception exception);
}
