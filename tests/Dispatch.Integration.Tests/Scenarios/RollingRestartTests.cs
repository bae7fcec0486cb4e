using System.Collections.Concurrent;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Workers are replaced one after the other while requests keep coming, and nobody outside can tell.</summary>
public sealed class RollingRestartTests(BrokerFixture brokers)
{
    private const int Publishers = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_is_one_call_and_one_result_while_three_workers_are_replaced_under_load()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var refusing = await scenario.AddProviderAsync("refusing", Behaviours.Status(400, code: "content_filter"));
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Late(CallTime));
        // Every other request comes to it by the retry queue.
        scenario.AddGroup("direct", "alpha");
        scenario.AddGroup("fallback", "refusing", "alpha");
        scenario.Limits = new { Prefetch = 32, Grace = "30s" };
        var workers = (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => scenario.StartWorkerAsync()))).ToList();
        using var replaced = new CancellationTokenSource();
        var publishing = PublishAsync(scenario, replaced.Token);
        await provider.WaitForCallsAsync(50, Cancellation);

        foreach (var worker in workers.ToList())
            workers.Add(await ReplaceAsync(worker, scenario, provider));

        await replaced.CancelAsync();
        var ids = await publishing;
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", ids.Count, Cancellation);
        await ExactlyOnce.AssertAsync(scenario, provider, ids, Cancellation);
        Assert.Equal(
            ids.Where(FallsBack).Order(StringComparer.Ordinal), refusing.Calls.Select(ExactlyOnce.IdOf).Order(StringComparer.Ordinal));
        // A stop in good order casts no suspicion on the requests that the worker handed back.
        Assert.All(workers, worker => Assert.DoesNotContain("worked on alone", worker.Output, StringComparison.Ordinal));
        TestContext.Current.SendDiagnosticMessage("{0} requests while three workers were replaced; {1} of them fell back.", ids.Count, refusing.CallCount);
    }

    private static async Task<WorkerProcess> ReplaceAsync(WorkerProcess worker, Scenario scenario, TestProvider provider)
    {
        Assert.Equal(0, await worker.StopAsync(Cancellation));
        var next = await scenario.StartWorkerAsync();
        // The new one takes its share before the next one goes.
        await provider.WaitForCallsAsync(provider.CallCount + 50, Cancellation);
        return next;
    }

    private static bool FallsBack(string id) => id.StartsWith("fallback", StringComparison.Ordinal);

    /// <summary>Publishes at an even pace until it is stopped; returns the ids of what the broker has confirmed.</summary>
    private static async Task<IReadOnlyCollection<string>> PublishAsync(Scenario scenario, CancellationToken stopped)
    {
        var ids = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async publisher =>
        {
            for (var i = 0; !stopped.IsCancellationRequested; i++)
            {
                var id = $"{(i % 2 == 0 ? "direct" : "fallback")}-{publisher}-{i}";
                await scenario.Client.PublishAsync(ExactlyOnce.Request(id, FallsBack(id) ? "fallback" : "direct"), Cancellation);
                ids.Add(id);
                await Task.Delay(Interval, Cancellation);
            }
        }));
        return ids;
    }
}
