using System.Globalization;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Providers that are down for a while, and come back.</summary>
public sealed class OutageFaultCatalogueTests(BrokerFixture brokers, FaultTable table)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_primary_is_left_alone_and_gets_its_traffic_back()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 70, "outage: 503 for a while, 20 requests in turn");
        var primary = await run.AddAsync("primary", Behaviours.Status(503), more: new { Breaker = new { Failures = 3, Initial = "3s", Max = "6s" } });
        var fallback = await run.AddAsync("fallback");
        await run.StartAsync();
        const int Requests = 20;

        for (var i = 0; i < Requests; i++)
        {
            await run.PublishAsync($"r-{i}");
            Assert.Equal("fallback", (await run.ResultAsync($"r-{i}")).Provider);
        }

        var calls = run.Calls();
        Assert.Equal(Requests, fallback.CallCount);
        Assert.InRange(primary.CallCount, 3, 4);

        primary.Behaviour = Behaviours.Answer();
        var over = run.Elapsed;
        await PublishUntilAnsweredByAsync(run, "primary");
        var back = (run.Elapsed - over).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        run.Record($"{Requests} of {Requests} answered by fallback; primary answers again {back} s after its recovery", "3 with primary: 503 transient, the others with fallback alone", calls);

        // It gets all of them from then on, not only the one that probed it.
        for (var i = 0; i < 3; i++)
        {
            await run.PublishAsync($"s-{i}");
            Assert.Equal("primary", (await run.ResultAsync($"s-{i}")).Provider);
        }
    }

    [Fact]
    public async Task Requests_wait_out_an_outage_of_all_providers()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 72, "outage of all for 6 s, 30 requests");
        var breaker = new { Breaker = new { Failures = 3, Initial = "1s", Max = "2s" } };
        var first = await run.AddAsync("first", Behaviours.Status(503), more: breaker);
        var second = await run.AddAsync("second", Behaviours.Status(503), more: breaker);
        await run.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 30).Select(i => $"r-{i}")];

        await run.PublishAsync(ids);
        await WaitForCallAfterAsync(second, TimeSpan.FromSeconds(6));
        var dead = first.CallCount + second.CallCount;
        second.Behaviour = Behaviours.Answer();
        var results = await run.ResultsAsync(ids);

        var most = results.Max(result => result.Attempts.Length);
        run.Record($"{results.Count} of {ids.Length} answered", $"{most} attempts at most for one request");
        Assert.All(results, result => Assert.Equal("second", result.Provider));
        Assert.Equal(0, await run.Scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
        // Of 40: those before the breakers opened, and a few probes.
        Assert.InRange(most, 2, 10);
        // Both once for each, and then probes alone.
        Assert.InRange(dead, 12, (2 * ids.Length) + 20);
    }

    private static async Task PublishUntilAnsweredByAsync(Fault run, string provider)
    {
        var start = run.Elapsed;
        for (var i = 0; run.Elapsed - start < Patience; i++)
        {
            await run.PublishAsync($"until-{i}");
            if ((await run.ResultAsync($"until-{i}")).Provider == provider)
                return;
        }

        Assert.Fail($"{provider} answered no request within {Patience}.");
    }

    /// <summary>Returns when a call comes that is later than the first by so much.</summary>
    private static async Task WaitForCallAfterAsync(TestProvider provider, TimeSpan time)
    {
        var calls = await provider.WaitForCallsAsync(1, Cancellation);
        while (calls[^1].ReceivedAt - calls[0].ReceivedAt < time)
            calls = await provider.WaitForCallsAsync(calls.Count + 1, Cancellation);
    }
}
