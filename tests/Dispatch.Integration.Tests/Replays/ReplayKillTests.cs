using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>A monitor that is killed again and again during a replay.</summary>
public sealed class ReplayKillTests(BrokerFixture brokers) : IDisposable
{
    private const int Requests = 300;
    private static readonly Dictionary<string, string?> Monitor = new() { ["DISPATCH__ROLES__0"] = "monitor" };
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_letter_is_sent_exactly_once()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Status(400));
        await scenario.StartWorkerAsync();
        var monitor = await scenario.StartWorkerAsync(Monitor);
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha", $$"""{"model":"m-1","user":"r-{{i}}","messages":[]}"""), Cancellation);
        await _store.WaitForAsync(Requests, Cancellation);
        var before = provider.Calls.Count;
        provider.Behaviour = Behaviours.Answer();
        await using var orders = Orders();
        var jobs = orders.GetRequiredService<ReplayJobs>();

        var job = await jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Rate = 100, Who = "ann" }, Cancellation);
        foreach (var sent in new[] { 30, 130, 200 })
        {
            await WaitForAsync(jobs, job.Id, job => job.Progress.Sent >= sent);
            await monitor.KillAsync();
            monitor = await scenario.LaunchWorkerAsync(Monitor);
        }

        var progress = (await WaitForAsync(jobs, job.Id, job => job.Progress is { Pending: 0, Waiting: 0 })).Progress;
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", 0, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.replays", 0, Cancellation);
        if (progress.Unknown > 0)
            progress = (await WaitForAsync(jobs, job.Id, job => job.Progress.Resolved == provider.Calls.Count - before)).Progress;
        TestContext.Current.TestOutputHelper?.WriteLine($"{progress.Unknown} letters were in doubt after three kills, and had not been sent.");

        // What is left in doubt now had not been sent: all else has its outcome.
        Assert.Equal(Requests, progress.Resolved + progress.Unknown);
        if (progress.Unknown > 0)
            await jobs.SendUnknownAgainAsync(job.Id, "ann", Cancellation);
        await WaitForAsync(jobs, job.Id, job => job is { State: ReplayState.Done, Progress.Resolved: Requests });
        var calls = provider.Calls.Skip(before).Select(call => JsonElement.Parse(call.Text).GetProperty("user").GetString()).ToList();
        Assert.Equal((Requests, Requests), (calls.Count, calls.Distinct().Count()));
    }

    public void Dispose() => _store.Dispose();

    private ServiceProvider Orders()
    {
        var services = new ServiceCollection();
        services.AddLetterStore(new MonitorOptions { Store = _store.File }, _ => null);
        services.AddReplayOrders(_ => new ReplaySettings(new ReplayOptions(), () => TimeSpan.FromHours(1), _ => true, MaxBytes: 1_000_000));
        return services.BuildServiceProvider();
    }

    private static async Task<ReplayJob> WaitForAsync(ReplayJobs jobs, Guid id, Func<ReplayJob, bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            var job = (await jobs.FindAsync(id, Cancellation))!;
            if (condition(job))
                return job;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"After {Patience} it is {job}.");
            // The store has no signal.
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }
}
