using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;
using Dispatch.Worker.Providers.Doctor;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Integration.Tests.Queues;

/// <summary>What a worker knows of the broker's queues.</summary>
public sealed class QueueWatchTests(BrokerFixture brokers)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_wait_and_consumers_are_counted_and_a_queue_that_is_gone_is_not()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        using var look = new HttpLook(host.Management, () => Uri.UnescapeDataString(host.Uri.UserInfo), authorities: null, TimeProvider.System, TimeSpan.FromSeconds(30));
        var settings = new BrokerSettings(host.Uri) { ReadManagement = look.ReadManagementAsync };
        var messaging = new MessagingSettings(settings, Prefetch: 1, Grace: TimeSpan.Zero, Consume: true);
        var connector = new BrokerConnector(messaging.Broker!);
        var time = TimeProvider.System;
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var topology = new BrokerWatch(
            new BrokerTopology(connector, messaging), messaging.Broker!, messaging, lifetime, time, NullLogger<BrokerWatch>.Instance);
        await using var channels = new SendingChannel(connector, "queues");
        var readings = new QueueReadings(time);
        using var watch = new QueueWatch(channels, new UnacknowledgedCounts(messaging.Broker!, NullLogger<UnacknowledgedCounts>.Instance), topology, readings, messaging, time, NullLogger<QueueWatch>.Instance);
        await watch.StartAsync(Cancellation);
        Assert.Empty(readings.Latest);

        await topology.WaitAsync();
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", "dispatch.results", body: default, cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", "dispatch.results", body: default, cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", "dispatch.requests", body: default, cancellationToken: Cancellation);
        await channel.BasicConsumeAsync("dispatch.requests", autoAck: false, new AsyncEventingBasicConsumer(channel), Cancellation);
        await UntilAsync(() => readings.Of("dispatch.results")?.Ready == 2 && readings.Of("dispatch.requests")?.Consumers == 1);
        Assert.Equal(QueueSpecifications.All(messaging.Broker!).Select(queue => queue.Name), readings.Latest.Select(reading => reading.Queue));
        await UntilAsync(() => readings.Of("dispatch.requests")?.Unacknowledged == 1);
        Assert.Equal((0L, 0L), (readings.Of("dispatch.requests")!.Ready, readings.Of("dispatch.results")!.Unacknowledged));

        await channel.QueueDeleteAsync("dispatch.dead-letters", false, false, false, Cancellation);
        await UntilAsync(() => readings.Of("dispatch.dead-letters") is null);
        Assert.NotNull(readings.Of("dispatch.dead-letters.oversized"));

        await watch.StopAsync(Cancellation);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(Pause, Cancellation);
    }
}
