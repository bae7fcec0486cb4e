using System.Diagnostics;
using System.Globalization;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A worker that is told to stop under a full load ends in good order: nothing lost, nothing repeated.</summary>
public sealed class StoppingTests(BrokerFixture brokers)
{
    private const int InFlight = 500;
    private const int Rest = 300;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    // What the worker keeps beyond the grace time, to hand requests back and to close its connections.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_500_attempts_in_flight_none_is_lost_or_repeated_and_the_rest_waits_for_another_worker()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate(then: Behaviours.Late(TimeSpan.FromSeconds(2)));
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour, timeout: "2m");
        scenario.Limits = new { Prefetch = InFlight, Grace = Seconds(Grace) };
        var worker = await scenario.StartWorkerAsync();
        var ids = await PublishAsync(scenario, InFlight + Rest);
        await provider.WaitForCallsAsync(InFlight, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", Rest, Cancellation);

        var stopwatch = Stopwatch.StartNew();
        await worker.SignalStopAsync(Cancellation);
        await worker.WaitForLineAsync("Application is shutting down", Cancellation);
        gate.Open();

        Assert.Equal(0, await worker.WaitForExitAsync(Cancellation).WaitAsync(Grace + Reserve, Cancellation));
        Say($"The worker ended {stopwatch.Elapsed.TotalSeconds:0.0} s after the signal.");
        Assert.Equal(InFlight, provider.CallCount);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", InFlight, Cancellation);
        Assert.Equal(Rest, await scenario.VirtualHost.CountAsync("dispatch.requests", Cancellation));
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.requests.retry", Cancellation));

        await scenario.StartWorkerAsync();
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", ids.Count, Cancellation);

        await ExactlyOnce.AssertAsync(scenario, provider, ids, Cancellation);
    }

    [Fact]
    public async Task Of_many_attempts_that_outlast_the_grace_time_each_goes_back_once()
    {
        const int Default = 64;
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Hang(), timeout: "10m");
        scenario.Limits = new { Prefetch = Default, Grace = "1s" };
        var worker = await scenario.StartWorkerAsync();
        await PublishAsync(scenario, Default);
        await provider.WaitForCallsAsync(Default, Cancellation);

        Assert.Equal(0, await worker.StopAsync(Cancellation));

        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.retry", Default, Cancellation);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.requests", Cancellation));
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
    }

    [Fact]
    public async Task A_second_signal_cuts_no_attempt_short()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate();
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour);
        scenario.Limits = new { Grace = Seconds(Grace) };
        var worker = await scenario.StartWorkerAsync();
        var ids = await PublishAsync(scenario, 10);
        await provider.WaitForCallsAsync(ids.Count, Cancellation);

        await worker.SignalStopAsync(Cancellation);
        await worker.WaitForLineAsync("Application is shutting down", Cancellation);
        await worker.SignalStopAsync(Cancellation);
        gate.Open();

        Assert.Equal(0, await worker.WaitForExitAsync(Cancellation).WaitAsync(Grace + Reserve, Cancellation));
        await ExactlyOnce.AssertAsync(scenario, provider, ids, Cancellation);
    }

    [Fact]
    public async Task A_request_that_outlasts_the_grace_time_of_one_worker_after_another_comes_under_no_suspicion()
    {
        const int Stops = 3;
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Hang(), timeout: "10m");
        scenario.Limits = new { Grace = "1s" };
        for (var stop = 1; stop <= Stops; stop++)
        {
            var worker = await scenario.StartWorkerAsync();
            if (stop == 1)
                await scenario.Client.PublishAsync(ExactlyOnce.Request("r-1", "alpha"), Cancellation);
            await provider.WaitForCallsAsync(stop, Cancellation);
            Assert.Equal(0, await worker.StopAsync(Cancellation));
            Assert.DoesNotContain("worked on alone", worker.Output, StringComparison.Ordinal);
        }

        provider.Behaviour = Behaviours.Answer();
        var last = await scenario.StartWorkerAsync();

        Assert.Single((await scenario.Client.ResultAsync("r-1", Cancellation)).Attempts);
        Assert.DoesNotContain("worked on alone", last.Output, StringComparison.Ordinal);
        Assert.Equal(Stops + 1, provider.CallCount);
    }

    private static async Task<IReadOnlyList<string>> PublishAsync(Scenario scenario, int count)
    {
        var ids = Enumerable.Range(0, count).Select(i => $"r-{i}").ToList();
        await Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation },
            async (id, cancellation) => await scenario.Client.PublishAsync(ExactlyOnce.Request(id, "alpha"), cancellation));
        return ids;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s");

    private static void Say(string message) => TestContext.Current.SendDiagnosticMessage("{0}", message);
}
