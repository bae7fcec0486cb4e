using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>
/// A batch at providers that take only so much each, which nobody told the worker. How soon it is done is measured by
/// <c>tests/benchmarks drain</c>.
/// </summary>
public sealed class DrainTests(BrokerFixture brokers)
{
    private const int Requests = 600;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_answered_by_all_providers_and_few_of_its_calls_are_turned_away()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var limits = new Dictionary<string, RateLimit> { ["alpha"] = Limit(40), ["beta"] = Limit(25), ["gamma"] = Limit(10) };
        var providers = new Dictionary<string, TestProvider>();
        foreach (var (key, limit) in limits)
            providers[key] = await scenario.AddProviderAsync(key, limit.Behaviour);
        scenario.AddGroup("chat", [.. limits.Keys.Select(key => (object)new { Key = key, Priority = 0 })]);
        string[] ids = [.. Enumerable.Range(0, Requests).Select(i => $"r-{i}")];

        await scenario.StartWorkerAsync();
        await Task.WhenAll(ids.Select(id => scenario.Client.PublishAsync(ExactlyOnce.Request(id, "chat"), Cancellation)));
        var results = await Task.WhenAll(ids.Select(id => scenario.Client.ResultAsync(id, Cancellation)));

        var calls = providers.Values.Sum(provider => provider.CallCount);
        var refused = limits.Values.Sum(limit => limit.Refused);
        TestContext.Current.SendDiagnosticMessage(
            "{0} requests, {1} calls, {2} of them answered 429: {3}", Requests, calls, refused, string.Join(", ", providers.Select(provider => $"{provider.Key} {provider.Value.CallCount}")));
        Assert.Equal(ids.Order(StringComparer.Ordinal), scenario.Client.Received.Select(received => received.Id).Order(StringComparer.Ordinal));
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", Requests, Cancellation);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
        // One attempt for each is answered, and nothing goes wrong but for the limits.
        Assert.Equal(Requests + refused, calls);
        Assert.All(results, result => Assert.Single(result.Attempts, attempt => attempt.FailureKind != FailureKind.RateLimited));
        Assert.Equal(limits.Keys, results.Select(result => result.Provider).Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(refused, 0, calls / 5);
    }

    private static RateLimit Limit(int perSecond) =>
        new(perSecond, burst: perSecond) { RetryAfter = null, Answer = Behaviours.Late(Latency) };
}
