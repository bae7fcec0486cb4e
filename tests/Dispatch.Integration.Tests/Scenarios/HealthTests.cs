using System.Net;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A worker says whether it consumes.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_is_live_but_not_ready_while_its_broker_is_away()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();

        await broker.StopAsync(Cancellation);
        await worker.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable, Cancellation);
        Assert.Equal(HttpStatusCode.OK, await worker.HealthAsync("live", Cancellation));

        await broker.StartAsync(Cancellation);
        await worker.WaitForReadinessAsync(HttpStatusCode.OK, Cancellation);
    }
}
