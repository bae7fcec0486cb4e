using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Where the broker takes no outcome for a while, the worker keeps it; nothing is dropped and no call is repeated.</summary>
public sealed class HoldingTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_of_results_holds_the_work_back()
    {
        const int Requests = 12;
        const int Room = 3;
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        scenario.Broker = new { Results = new { MaxMessages = Room } };
        scenario.Limits = new { Prefetch = 4 };
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
        // A quorum queue takes a few more than its limit before it refuses.
        await provider.WaitForCallsAsync(Room + 4, Cancellation);

        var taken = new HashSet<string>();
        while (taken.Count < Requests)
        {
            if (await channel.BasicGetAsync("dispatch.results", autoAck: true, Cancellation) is { } result)
                taken.Add(result.BasicProperties.MessageId!);
            else
                await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        Assert.Equal(Requests, provider.CallCount);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
    }

    [Fact]
    public async Task A_full_queue_that_makes_room_loses_the_oldest()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.Broker = new { Results = new { MaxMessages = 3, WhenFull = "dropOldest" } };
        await scenario.StartWorkerAsync();
        for (var i = 0; i < 20; i++)
        {
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
            await scenario.Client.ResultAsync($"r-{i}", Cancellation);
        }

        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 3, Cancellation);
    }

    [Fact]
    public async Task A_broker_that_has_run_out_of_memory_gets_the_outcomes_when_it_has_some_again()
    {
        const int Requests = 10;
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        var gate = new Providers.Gate();
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour);
        var worker = await scenario.StartWorkerAsync();
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
        await provider.WaitForCallsAsync(Requests, Cancellation);

        await broker.ControlAsync(["set_vm_memory_high_watermark", "absolute", "1MB"], Cancellation);
        gate.Open();
        await worker.WaitForLineAsync("The broker takes nothing at the moment", Cancellation);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.results", Cancellation));
        await broker.ControlAsync(["set_vm_memory_high_watermark", "0.9"], Cancellation);

        for (var i = 0; i < Requests; i++)
            await scenario.Client.ResultAsync($"r-{i}", Cancellation);
        await worker.WaitForLineAsync("The broker takes messages again", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", Requests, Cancellation);
        Assert.Equal(Requests, provider.CallCount);
    }
}
