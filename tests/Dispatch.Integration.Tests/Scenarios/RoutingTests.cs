using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;

namespace Dispatch.Integration.Tests.Scenarios;

public sealed class RoutingTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_thousand_requests_are_split_by_weight()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var heavy = await scenario.AddProviderAsync("heavy");
        var light = await scenario.AddProviderAsync("light");
        scenario.AddGroup("chat", new { Key = "heavy", Priority = 0, Weight = 3 }, new { Key = "light", Priority = 0, Weight = 1 });
        await scenario.StartWorkerAsync();
        const int Requests = 2000;

        await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}"), Cancellation)));
        for (var i = 0; i < Requests; i++)
            await scenario.Client.ResultAsync($"r-{i}", Cancellation);

        // 1500 are expected; the bounds are six standard deviations (19.4) to either side.
        Assert.Equal(Requests, heavy.Calls.Count + light.Calls.Count);
        Assert.InRange(heavy.Calls.Count, 1384, 1616);
    }

    [Fact]
    public async Task A_name_that_is_only_a_provider_routes_to_it_alone()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var other = await scenario.AddProviderAsync("other");
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "other");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1", "alpha"), Cancellation);

        Assert.Equal("alpha", (await scenario.Client.ResultAsync("r-1", Cancellation)).Provider);
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task A_reload_changes_the_routing_of_a_running_worker_and_a_bad_file_changes_nothing()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.AddProviderAsync("beta");
        scenario.AddGroup("chat", "alpha");
        var worker = await scenario.StartWorkerAsync();

        scenario.AddGroup("chat", "beta");
        await worker.ConfigureAsync(scenario.Configuration(), Cancellation);
        await worker.WaitForLineAsync("Reloaded", Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("good"), Cancellation);
        Assert.Equal("beta", (await scenario.Client.ResultAsync("good", Cancellation)).Provider);

        await worker.ConfigureAsync(new { Transport = "pigeon", Providers = new { } }, Cancellation);
        await worker.WaitForLineAsync("was not reloaded", Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("bad"), Cancellation);
        Assert.Equal("beta", (await scenario.Client.ResultAsync("bad", Cancellation)).Provider);
    }
}
