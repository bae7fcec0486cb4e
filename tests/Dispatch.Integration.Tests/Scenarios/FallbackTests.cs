using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>How a request comes back to the worker. What each failure of a provider leads to is in the folder Faults.</summary>
public sealed class FallbackTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fallback_does_not_stand_behind_a_backlog()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var (first, busy) = (new Gate(Behaviours.Status(500)), new Gate());
        var failing = await scenario.AddProviderAsync("failing", first.Behaviour, timeout: "10m");
        await scenario.AddProviderAsync("good");
        await scenario.AddProviderAsync("busy", busy.Behaviour, timeout: "10m");
        scenario.AddGroup("chat", "failing", "good");
        scenario.Limits = new { Prefetch = 8 };
        await scenario.StartWorkerAsync();
        const int Backlog = 5000;

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        await failing.WaitForCallsAsync(1, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, Backlog).Select(i => scenario.Client.PublishAsync(OutcomeClient.Request($"b-{i}", "busy"), Cancellation)));
        // Seven of them are in work beside r-1; the others wait.
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", Backlog - 7, Cancellation);
        first.Open();

        var result = await scenario.Client.ResultAsync("r-1", Cancellation);
        Assert.Equal("good", result.Provider);
        Assert.InRange(await scenario.VirtualHost.CountAsync("dispatch.requests", Cancellation) ?? 0, Backlog - 8, Backlog);
        busy.Open();
    }
}
