using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>Consumes <see cref="BrokerNames.Replays"/>, as much at a time as there is, and acknowledges what is noted for good.</summary>
internal sealed partial class ReplayQueue(
    BrokerConnector connector, IReplayReceiver receiver, TimeProvider time, ILogger<ReplayQueue> logger) : BackgroundService
{
    private const ushort Prefetch = 500;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker or the store, it is said, and tried again until it is mended.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = ShortestPause; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await ConsumeAsync(() => pause = ShortestPause, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogTrouble(exception is RabbitMQ.Client.Exceptions.RabbitMQClientException ? BrokerTrouble.Describe(exception, connector.Settings) : exception.Message);
                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ConsumeAsync(Action taken, CancellationToken cancellationToken)
    {
        await using var connection = await connector.ConnectAsync("replays", cancellationToken);
        if (await BrokerTopology.CheckAsync(connection, QueueSpecifications.OfReplays, cancellationToken) is { } mismatch)
            throw new TopologyException(mismatch.Describe(connector.Settings.VirtualHost));

        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var deliveries = Channel.CreateUnbounded<(ulong Tag, byte[] Body)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        // The body is the client's again when this returns.
        consumer.ReceivedAsync += async (_, delivery) => await deliveries.Writer.WriteAsync((delivery.DeliveryTag, delivery.Body.ToArray()), cancellationToken);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            deliveries.Writer.TryComplete(new IOException($"The broker has closed the channel: {reason.ReplyText}."));
            return Task.CompletedTask;
        };
        // Somebody may have deleted the queue.
        consumer.UnregisteredAsync += (_, _) =>
        {
            deliveries.Writer.TryComplete(new IOException($"The queue '{BrokerNames.Replays}' is gone."));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(BrokerNames.Replays, autoAck: false, consumer, cancellationToken);
        while (await deliveries.Reader.WaitToReadAsync(cancellationToken))
        {
            await TakeAsync(channel, deliveries.Reader, cancellationToken);
            taken();
        }
    }

    private async Task TakeAsync(IChannel channel, ChannelReader<(ulong Tag, byte[] Body)> deliveries, CancellationToken cancellationToken)
    {
        var marks = new List<ReplayMark>();
        var last = 0UL;
        while (marks.Count < Prefetch && deliveries.TryRead(out var delivery))
        {
            last = delivery.Tag;
            if (ReplayReport.Read(delivery.Body) is { } mark)
                marks.Add(mark);
            else
                LogForeign(delivery.Body.Length);
        }

        if (marks.Count > 0)
            await receiver.ReceiveAsync(marks, cancellationToken);
        await channel.BasicAckAsync(last, multiple: true, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The results of replays cannot be taken from dispatch.replays at the moment: {Trouble} It is tried again.")]
    private partial void LogTrouble(string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Length} bytes in dispatch.replays is none of a worker's; it is dropped")]
    private partial void LogForeign(int length);
}
