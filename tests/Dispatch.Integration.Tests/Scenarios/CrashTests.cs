using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Nothing is lost when a worker or the broker dies, or a worker is told to stop.</summary>
public sealed class CrashTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_worker_finishes_the_request_of_one_that_was_killed_in_mid_attempt()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("failing", Behaviours.Status(500));
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Sequence(Behaviours.Hang(), Behaviours.Answer()));
        await scenario.AddProviderAsync("other");
        scenario.AddGroup("chat", "failing", "alpha");
        var first = await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        await provider.WaitForCallsAsync(1, Cancellation);
        // By then the delivery that met the failing provider is acknowledged; before, a crash would rightly bring it back too.
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-2", "other"), Cancellation);
        await scenario.Client.ResultAsync("r-2", Cancellation);
        await first.KillAsync();
        await scenario.StartWorkerAsync();

        var result = await scenario.Client.ResultAsync("r-1", Cancellation);
        // The attempt that was in flight is repeated; the failed one before it is not.
        Assert.Equal(["failing", "alpha"], result.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(2, provider.Calls.Count);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_finishes_what_is_in_flight_and_takes_nothing_new()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate();
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour);
        scenario.Limits = new { Prefetch = 2, Grace = "30s" };
        var worker = await scenario.StartWorkerAsync();
        for (var i = 0; i < 5; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
        await provider.WaitForCallsAsync(2, Cancellation);

        await worker.SignalStopAsync(Cancellation);
        await worker.WaitForLineAsync("Application is shutting down", Cancellation);
        gate.Open();

        Assert.Equal(0, await worker.WaitForExitAsync(Cancellation));
        await scenario.Client.ResultAsync("r-0", Cancellation);
        await scenario.Client.ResultAsync("r-1", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", 3, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 2, Cancellation);
        Assert.Equal(2, provider.Calls.Count);
    }

    [Fact]
    public async Task An_attempt_that_outlasts_the_grace_time_goes_back_unharmed()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Hang(), timeout: "10m");
        scenario.Limits = new { Grace = "1s" };
        var worker = await scenario.StartWorkerAsync();
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1", "alpha"), Cancellation);
        await provider.WaitForCallsAsync(1, Cancellation);

        Assert.Equal(0, await worker.StopAsync(Cancellation));

        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.retry", 1, Cancellation);
        Assert.Empty(scenario.Client.Received);
        provider.Behaviour = Behaviours.Answer();
        await scenario.StartWorkerAsync();
        Assert.Single((await scenario.Client.ResultAsync("r-1", Cancellation)).Attempts);
    }

    [Fact]
    public async Task A_broker_that_restarts_keeps_the_requests_in_its_delay_lanes()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.RateLimited(TimeSpan.FromSeconds(15)));
        await scenario.StartWorkerAsync();
        const int Requests = 20;
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
        // Those that called the provider, and those that its cooldown kept from it.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.delay.15s", Requests, Cancellation);
        var refused = provider.Calls.Count;

        provider.Behaviour = Behaviours.Answer();
        await broker.RestartAsync(Cancellation);

        // What RabbitMQ 3.10 moved to a queue that was not up yet it moves again after three minutes.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", Requests, Cancellation, TimeSpan.FromMinutes(4));
        Assert.Equal(refused + Requests, provider.Calls.Count);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
    }
}
