using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>A monitor that is killed again and again during a replay.</summary>
public sealed class ReplayKillTests(BrokerFixture brokers) : IDisposable
{
    private const int Requests = 300;
    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_letter_is_sent_exactly_once()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Status(400));
        await scenario.StartWorkerAsync();
        var monitor = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha", $$"""{"model":"m-1","user":"r-{{i}}","messages":[]}"""), Cancellation);
        await _store.WaitForAsync(Requests, Cancellation);
        var before = provider.Calls.Count;
        provider.Behaviour = Behaviours.Answer();
        await using var orders = new ReplayOrders(_store.File);
        var jobs = orders.Jobs;

        var job = await jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Rate = 100, Who = "ann" }, Cancellation);
        foreach (var sent in new[] { 30, 130, 200 })
        {
            await orders.WaitForAsync(job.Id, job => job.Progress.Sent >= sent);
            await monitor.KillAsync();
            monitor = await scenario.LaunchWorkerAsync(WorkerRoles.Monitor);
        }

        var progress = (await orders.WaitForAsync(job.Id, job => job.Progress is { Pending: 0, Waiting: 0 })).Progress;
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", 0, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.replays", 0, Cancellation);
        if (progress.Unknown > 0)
            progress = (await orders.WaitForAsync(job.Id, job => job.Progress.Resolved == provider.Calls.Count - before)).Progress;
        TestContext.Current.TestOutputHelper?.WriteLine($"{progress.Unknown} letters were in doubt after three kills, and had not been sent.");

        // What is left in doubt now had not been sent: all else has its outcome.
        Assert.Equal(Requests, progress.Resolved + progress.Unknown);
        if (progress.Unknown > 0)
            await jobs.SendUnknownAgainAsync(job.Id, "ann", Cancellation);
        await orders.WaitForAsync(job.Id, job => job is { State: ReplayState.Done, Progress.Resolved: Requests });
        var calls = provider.Calls.Skip(before).Select(call => JsonElement.Parse(call.Text).GetProperty("user").GetString()).ToList();
        Assert.Equal((Requests, Requests), (calls.Count, calls.Distinct().Count()));
    }

    public void Dispose() => _store.Dispose();
}
