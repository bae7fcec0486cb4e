using System.Net;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Workers may be started in any order and at any moment.</summary>
public sealed class StartingTests(BrokerFixture brokers)
{
    private const int Workers = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_that_start_at_once_on_an_empty_virtual_host_all_become_ready()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");

        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => scenario.StartWorkerAsync()));

        // MassTransit says so when it begins anew after a fault.
        Assert.All(workers, worker => Assert.DoesNotContain("fail:", worker.Output, StringComparison.Ordinal));
        var ids = Enumerable.Range(0, 40).Select(i => $"r-{i}").ToList();
        foreach (var id in ids)
            await scenario.Client.PublishAsync(ExactlyOnce.Request(id, "alpha"), Cancellation);
        await ExactlyOnce.AssertAsync(scenario, provider, ids, Cancellation);
    }

    [Fact]
    public async Task A_worker_that_starts_before_its_broker_becomes_ready_when_that_comes()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        await scenario.AddProviderAsync("alpha");
        await broker.StopAsync(Cancellation);

        var worker = await scenario.LaunchWorkerAsync();
        await worker.WaitForLineAsync("It is tried again", Cancellation);
        Assert.Equal(HttpStatusCode.OK, await worker.HealthAsync("live", Cancellation));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await worker.HealthAsync("ready", Cancellation));
        await broker.StartAsync(Cancellation);

        await worker.WaitForReadinessAsync(HttpStatusCode.OK, Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1", "alpha"), Cancellation);
        // The client's own subscription went with the broker, and may come back after the result.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 1, Cancellation);
    }
}
