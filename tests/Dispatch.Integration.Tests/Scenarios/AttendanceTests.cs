using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A worker that consumes no more, and does not know it, ends.</summary>
public sealed class AttendanceTests(BrokerFixture brokers)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_whose_queues_nobody_consumes_gives_up()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        using var lifetime = new Lifetime();
        var time = new FakeTimeProvider();
        using var watch = Watch(host, lifetime, time);
        await watch.StartAsync(Cancellation);

        // Each minute it looks, and each look takes its time.
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(Interval, Cancellation);
        }

        Assert.True(watch.HasGivenUp);
        await watch.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_worker_that_consumes_is_seen_at_each_of_its_queues()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var topology = Topology(scenario.VirtualHost);
        await topology.DeclareAsync(Cancellation);
        Assert.Equal(["dispatch.requests", "dispatch.requests.retry", "dispatch.requests.isolated"], await topology.UnattendedAsync(Cancellation));

        await scenario.StartWorkerAsync();

        Assert.Empty(await topology.UnattendedAsync(Cancellation));
    }

    private static BrokerWatch Watch(VirtualHost host, Lifetime lifetime, FakeTimeProvider time) => new(
        Topology(host), new BrokerSettings(host.Uri), Messaging(host), lifetime, time, NullLogger<BrokerWatch>.Instance);

    private static BrokerTopology Topology(VirtualHost host) => new(new BrokerConnector(new BrokerSettings(host.Uri)), Messaging(host));

    private static MessagingSettings Messaging(VirtualHost host) => new(new BrokerSettings(host.Uri), Prefetch: 1, Grace: TimeSpan.Zero, Consume: true);

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
