using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Worker.Tests.Telemetry;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>What a real worker's <c>/metrics</c> says after a few requests.</summary>
public sealed class MetricsTests(BrokerFixture brokers)
{
    private const string Model = "gen_ai_request_model";
    private const string Group = "dispatch_routing_group";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_attempts_and_queues_are_counted()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("failing", Behaviours.Status(500));
        await scenario.AddProviderAsync("good");
        scenario.AddGroup("chat", "failing", "good");
        var worker = await scenario.StartWorkerAsync();
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-2", "nowhere"), Cancellation);
        await scenario.Client.ResultAsync("r-1", Cancellation);
        await scenario.Client.DeadLetterAsync("r-2", Cancellation);

        // The outcome is out a moment before it is counted, and queues are read every few seconds.
        var scrape = await UntilAsync(worker.Address, each =>
            each.ValueOf("dispatch_requests_in_flight") == 0 && each.ValueOf("dispatch_queue_ready", ("dispatch_queue", "dispatch.dead-letters")) == 1);

        Assert.Equal(1, scrape.ValueOf("dispatch_requests_total", ("dispatch_outcome", "result"), (Group, "chat")));
        Assert.Equal(1, scrape.ValueOf("dispatch_requests_total", ("dispatch_outcome", "dead_letter"), (Group, "(unknown)")));
        Assert.Equal(1, scrape.ValueOf("dispatch_dead_letters_total", ("dispatch_dead_letter_reason", "unroutable"), (Group, "(unknown)")));
        Assert.Equal(1, scrape.ValueOf("dispatch_redeliveries_total", ("dispatch_redelivery_reason", "fallback"), (Group, "chat")));
        Assert.Equal(1, scrape.ValueOf("dispatch_attempts_total", ("dispatch_provider", "failing"), (Model, "m-1"), ("dispatch_attempt_outcome", "transient")));
        Assert.Equal(1, scrape.ValueOf("dispatch_attempts_total", ("dispatch_provider", "good"), (Model, "m-1"), ("dispatch_attempt_outcome", "succeeded")));
        Assert.Equal(1, scrape.ValueOf("dispatch_attempt_duration_seconds_count", ("dispatch_provider", "good")));
        Assert.Equal(1, scrape.ValueOf("dispatch_request_duration_seconds_count", ("dispatch_outcome", "result")));
        Assert.Equal(1, scrape.ValueOf("dispatch_request_deadline_used_count", (Group, "chat")));
        Assert.Equal(2, scrape.ValueOf("dispatch_request_queue_time_seconds_count"));
        Assert.True(scrape.ValueOf("dispatch_tokens_total", ("dispatch_provider", "good"), ("gen_ai_token_type", "input")) > 0);
        Assert.True(scrape.ValueOf("gen_ai_client_token_usage_sum", ("gen_ai_operation_name", "chat"), ("gen_ai_token_type", "output")) > 0);
        Assert.Equal(1, scrape.ValueOf("gen_ai_client_operation_duration_seconds_count", ("error_type", "transient"), ("gen_ai_provider_name", "openai")));
        Assert.Equal(1, scrape.ValueOf("dispatch_provider_callable", ("dispatch_provider", "good")));
        Assert.Equal(1, scrape.ValueOf("dispatch_provider_state", ("dispatch_provider", "good"), ("dispatch_provider_state", "available")));
        Assert.Equal(1, scrape.ValueOf("dispatch_queue_consumers", ("dispatch_queue", "dispatch.requests")));
        Assert.Equal(0, scrape.ValueOf("dispatch_queue_oldest_waiting_seconds"));
        Assert.DoesNotContain("nowhere", scrape.LabelsOf("dispatch_requests_total", Group));
    }

    [Fact]
    public async Task What_the_dashboard_and_the_alerts_read_is_there()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var crowd = new Gate(Behaviours.Status(429, "Too many concurrent requests."));
        var crowded = await scenario.AddProviderAsync("crowded", crowd.Behaviour);
        await scenario.AddProviderAsync("limited", new RateLimit(perSecond: 1, burst: 3).Behaviour);
        await scenario.AddProviderAsync("good");
        scenario.AddGroup("chat", "crowded", "limited", "good");
        scenario.Broker = new { Management = scenario.VirtualHost.Management };
        var worker = await scenario.StartWorkerAsync();
        // A rate is found by what was answered before the first refusal.
        for (var i = 0; i < 3; i++)
        {
            await scenario.Client.PublishAsync(OutcomeClient.Request($"l-{i}", "limited"), Cancellation);
            await scenario.Client.ResultAsync($"l-{i}", Cancellation);
        }

        var ids = Enumerable.Range(0, 8).Select(i => $"r-{i}").ToList();
        await Task.WhenAll(ids.Select(id => scenario.Client.PublishAsync(OutcomeClient.Request(id), Cancellation)));
        await crowded.WaitForCallsAsync(ids.Count, Cancellation);
        crowd.Open();
        await Task.WhenAll(ids.Select(id => scenario.Client.ResultAsync(id, Cancellation)));

        // Prometheus' own, of whether it could scrape.
        var read = OperationsFiles.Expressions().SelectMany(OperationsFiles.MetricsOf).Distinct().Where(metric => metric != "up").ToList();
        var scrape = await UntilAsync(worker.Address, each => each.ValueOf("dispatch_queue_unacknowledged", ("dispatch_queue", "dispatch.requests")) == 0);

        Assert.Empty(read.Except(scrape.Names));
        Assert.Contains("dispatch_provider_concurrency_limit", read);
    }

    private static async Task<Scrape> UntilAsync(Uri worker, Func<Scrape, bool> isSo)
    {
        while (true)
        {
            var scrape = await Scrape.OfAsync(worker, Cancellation);
            if (isSo(scrape))
                return scrape;
            await Task.Delay(Pause, Cancellation);
        }
    }
}
