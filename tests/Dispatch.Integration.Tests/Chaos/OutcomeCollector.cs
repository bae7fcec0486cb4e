using System.Diagnostics.CodeAnalysis;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Empties the queues that keep outcomes, and connects again for as long as it takes.</summary>
internal sealed class OutcomeCollector(VirtualHost host, OutcomeLedger ledger)
{
    private const ushort Prefetch = 200;
    private static readonly string[] Queues = ["dispatch.results", "dispatch.dead-letters"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the broker, it comes back.")]
    public async Task RunAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                await CollectAsync(stopped);
            }
            catch (Exception) when (!stopped.IsCancellationRequested)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CollectAsync(CancellationToken stopped)
    {
        await using var connection = await host.ConnectAsync(stopped);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopped);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => Close(closed);
        await channel.BasicQosAsync(0, Prefetch, global: false, stopped);
        foreach (var queue in Queues)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                ledger.Record(delivery.Body, delivery.Redelivered);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stopped);
            };
            // The broker takes a consumer away whose queue has lost its leader.
            consumer.UnregisteredAsync += (_, _) => Close(closed);
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, stopped);
        }

        await closed.Task.WaitAsync(stopped);
    }

    private static Task Close(TaskCompletionSource closed)
    {
        closed.TrySetResult();
        return Task.CompletedTask;
    }
}
