using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Providers that take only so much.</summary>
public sealed class LimitFaultCatalogueTests(BrokerFixture brokers, FaultTable table)
{
    private const int Requests = 500;
    private const int PerSecond = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Both at once, because each takes a minute of little work.
    [Fact]
    public async Task A_rate_limit_slows_requests_down_and_fails_none()
    {
        var free = RunIntoRateLimitAsync(80, "10 calls a second at most, 500 requests, the only member", settings: null);
        var limited = RunIntoRateLimitAsync(81, "the same, with `requestsPerMinute: 600`", new { RequestsPerMinute = 60 * PerSecond });
        await Task.WhenAll(free, limited);

        var (calls, refused) = await limited;
        Assert.InRange(refused, 0, calls * 3 / 100);
    }

    [Fact]
    public async Task No_more_calls_are_in_flight_than_the_configuration_allows()
    {
        await using var run = await Fault.CreateAsync(brokers, table, 82, "`concurrency: 2`, 20 requests");
        var crowd = new Crowd(TimeSpan.FromMilliseconds(100));
        var only = await run.AddAsync("only", crowd.Behaviour, more: new { Concurrency = 2 });
        await run.StartAsync();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"r-{i}")];

        await run.PublishAsync(ids);
        var results = await run.ResultsAsync(ids);

        run.Record($"{results.Count} of {ids.Length} answered", $"one attempt for each, {crowd.Most} calls in flight at most");
        Assert.Equal(2, crowd.Most);
        Assert.Equal(ids.Length, only.CallCount);
        Assert.All(results, result => Assert.Single(result.Attempts));
    }

    private async Task<(int Calls, int Refused)> RunIntoRateLimitAsync(int number, string name, object? settings)
    {
        await using var run = await Fault.CreateAsync(brokers, table, number, name);
        var limit = new RateLimit(PerSecond, burst: PerSecond);
        var only = await run.AddAsync("only", limit.Behaviour, more: settings);
        await run.StartAsync();
        string[] ids = [.. Enumerable.Range(0, Requests).Select(i => $"r-{i}")];

        await run.PublishAsync(ids);
        var results = await run.ResultsAsync(ids);

        run.Record($"{results.Count} of {Requests} answered", $"{limit.Refused} calls answered 429; one attempt for each beside these");
        Assert.All(results, result => Assert.Single(result.Attempts, attempt => attempt.FailureKind != FailureKind.RateLimited));
        Assert.Equal(Requests + limit.Refused, only.CallCount);
        Assert.Equal(0, await run.Scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
        return (only.CallCount, limit.Refused);
    }
}
