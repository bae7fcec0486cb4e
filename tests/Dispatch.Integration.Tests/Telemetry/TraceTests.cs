using System.Diagnostics;
using System.Text;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using MassTransit;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>One trace from the publisher to the outcome, over worker processes, as a collector receives it.</summary>
public sealed class TraceTests(BrokerFixture brokers)
{
    private const string Prompt = "the prompt that nobody else is to see";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_leads_from_the_publisher_over_a_delay_and_two_workers_to_the_outcome()
    {
        await using var collector = await Collector.StartAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(brokers);
        var refusing = await scenario.AddProviderAsync("only", Behaviours.RateLimited(TimeSpan.FromSeconds(3)));
        await using var outcomes = await OutcomeHeaders.StartAsync(scenario.VirtualHost, Cancellation);
        var (trace, publisher) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        var first = await scenario.StartWorkerAsync(collector.Variables);
        await outcomes.PublishAsync(Request("r-1", "only"), new() { ["traceparent"] = $"00-{trace}-{publisher}-01", ["tracestate"] = "vendor=1" }, Cancellation);
        await collector.UntilAsync(spans => spans.Any(span => span.Name == "process dispatch.requests"), Cancellation);
        await first.StopAsync(Cancellation);
        refusing.Behaviour = Behaviours.Answer();
        await scenario.StartWorkerAsync(collector.Variables);
        var headers = await outcomes.NextAsync(Cancellation);
        await collector.UntilAsync(spans => spans.Any(span => span.Name == "process dispatch.requests.retry" && span.Attributes["dispatch.outcome"] == "result"), Cancellation);

        var spans = collector.Spans.ToList();
        Assert.All(spans, span => Assert.Equal(trace, span.Trace));
        Assert.Equal(2, spans.Select(span => span.Instance).Distinct().Count());
        Assert.Equal(publisher, Assert.Single(spans, span => span.Name == "process dispatch.requests").Parent);
        Assert.Single(spans, span => span.Parent == publisher);
        Assert.All(spans.Where(span => span.Parent != publisher), span => Assert.Contains(spans, other => other.Id == span.Parent));

        var attempts = spans.Where(span => span.Name == "chat m-1").ToList();
        Assert.Equal((true, "rateLimited", "429"), (attempts[0].IsError, attempts[0].Attributes["error.type"], attempts[0].Attributes["http.response.status_code"]));
        Assert.Equal((false, "openai", "only", "2"), (attempts[^1].IsError, attempts[^1].Attributes["gen_ai.provider.name"], attempts[^1].Attributes["dispatch.provider"], attempts[^1].Attributes["dispatch.attempt.number"]));
        Assert.True(attempts[^1].Attributes.ContainsKey("gen_ai.usage.input_tokens"));

        var sent = spans.Last(span => span.Name == "send CompletionResult");
        Assert.Equal($"00-{trace}-{sent.Id}-01", headers["traceparent"]);
        Assert.Equal(headers["traceparent"], headers["MT-Activity-Id"]);
        Assert.Equal("vendor=1", headers["tracestate"]);
        Assert.All(refusing.Calls, call => Assert.DoesNotContain(call.Headers, header => header.Key.StartsWith("trace", StringComparison.OrdinalIgnoreCase)));
        // Metrics go out when a worker stops, at the latest.
        Assert.Contains(collector.Posted, posted => posted.Path == "/v1/metrics");
        Assert.All(collector.Posted, posted => Assert.Equal(-1, posted.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Prompt))));
    }

    [Fact]
    public async Task A_worker_that_exports_nothing_hands_the_trace_on_to_the_outcome()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("failing", Behaviours.Status(500));
        await scenario.AddProviderAsync("good");
        scenario.AddGroup("chat", "failing", "good");
        await using var outcomes = await OutcomeHeaders.StartAsync(scenario.VirtualHost, Cancellation);
        await scenario.StartWorkerAsync();
        var parent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

        await outcomes.PublishAsync(Request("r-1", "chat"), new() { ["traceparent"] = parent }, Cancellation);

        Assert.Equal(parent, (await outcomes.NextAsync(Cancellation))["traceparent"]);
    }

    [Fact]
    public async Task MassTransit_s_own_header_is_understood_too()
    {
        await using var collector = await Collector.StartAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("good");
        await scenario.StartWorkerAsync(collector.Variables);
        var (trace, publisher) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        await scenario.Client.Bus.Publish(
            OutcomeClient.Request("r-1", "good"), publish => publish.Headers.Set("MT-Activity-Id", $"00-{trace}-{publisher}-01"), Cancellation);
        await collector.UntilAsync(spans => spans.Any(span => span.Name == "process dispatch.requests"), Cancellation);

        var delivery = Assert.Single(collector.Spans, span => span.Name == "process dispatch.requests");
        Assert.Equal((trace, publisher), (delivery.Trace, delivery.Parent));
        Assert.Equal(("r-1", "good", "result"), (delivery.Attributes["dispatch.request.id"], delivery.Attributes["dispatch.routing_group"], delivery.Attributes["dispatch.outcome"]));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_leads_to_its_dead_letter()
    {
        await using var collector = await Collector.StartAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("good");
        await using var outcomes = await OutcomeHeaders.StartAsync(scenario.VirtualHost, Cancellation);
        await scenario.StartWorkerAsync(collector.Variables);
        var (trace, publisher) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        await outcomes.PublishAsync(Encoding.UTF8.GetBytes("{"), new() { ["traceparent"] = $"00-{trace}-{publisher}-01" }, Cancellation);
        await collector.UntilAsync(spans => spans.Any(span => span.Name == "process dispatch.requests"), Cancellation);

        var delivery = Assert.Single(collector.Spans, span => span.Name == "process dispatch.requests");
        Assert.Equal((trace, publisher, "dead_letter", "(unknown)"), (delivery.Trace, delivery.Parent, delivery.Attributes["dispatch.outcome"], delivery.Attributes["dispatch.routing_group"]));
        Assert.Equal(delivery.Id, Assert.Single(collector.Spans, span => span.Name == "send CompletionDeadLettered").Parent);
    }

    private static byte[] Request(string id, string group) => Encoding.UTF8.GetBytes(
        $$$"""{"id":"{{{id}}}","routingGroup":"{{{group}}}","body":{"model":"m-1","messages":[{"role":"user","content":"{{{Prompt}}}"}]}}""");
}
