using System.Diagnostics;
using System.Net;
using System.Text;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>Whoever puts requests on the queue for others has spans of that, and their traces go on in the workers.</summary>
public sealed class PublisherTraceTests(BrokerFixture brokers) : IDisposable
{
    private const string Sent = "send dispatch.requests";
    private const string Delivery = "process dispatch.requests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-publisher-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_sent_over_HTTP_goes_on_with_the_trace_of_its_caller()
    {
        await using var collector = await Collector.StartAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("good");
        var worker = await scenario.StartWorkerAsync(collector.Variables);
        await using var outcomes = await OutcomeHeaders.StartAsync(scenario.VirtualHost, Cancellation);
        var (trace, caller) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        using var client = new HttpClient { BaseAddress = worker.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/completion-requests")
        {
            Content = new StringContent("""{"id":"r-1","routingGroup":"good","body":{}}""", Encoding.UTF8, "application/json"),
            Headers = { { "traceparent", $"00-{trace}-{caller}-01" }, { "tracestate", "vendor=1" } },
        };
        using var accepted = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await collector.UntilAsync(spans => spans.Any(span => span.Name == Delivery) && spans.Any(span => span.Name == Sent), Cancellation);

        var sent = Assert.Single(collector.Spans, span => span.Name == Sent);
        var delivery = Assert.Single(collector.Spans, span => span.Name == Delivery);
        Assert.Equal((trace, caller, "r-1"), (sent.Trace, sent.Parent, sent.Attributes["dispatch.request.id"]));
        Assert.Equal((trace, sent.Id), (delivery.Trace, delivery.Parent));
        Assert.Equal("vendor=1", (await outcomes.NextAsync(Cancellation))["tracestate"]);
    }

    [Fact]
    public async Task Each_line_of_a_batch_begins_a_trace_that_goes_on_in_the_worker()
    {
        await using var collector = await Collector.StartAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("good");
        await scenario.StartWorkerAsync(collector.Variables);
        var input = Path.Combine(_folder.FullName, "requests.jsonl");
        await File.WriteAllTextAsync(input, """
            {"id":"r-1","routingGroup":"good","body":{}}
            {"id":"r-2","routingGroup":"good","body":{}}
            """, Cancellation);

        await using var batch = WorkerProcess.StartCommand(
            ["batch", input, "-o", "results.jsonl", "--transport", $"{scenario.VirtualHost.Uri}"], _folder.FullName, collector.Variables);
        Assert.True(await batch.WaitForExitAsync(Cancellation) == 0, batch.Output);
        await collector.UntilAsync(spans => spans.Count(span => span.Name == Delivery) == 2 && spans.Count(span => span.Name == Sent) == 2, Cancellation);

        var spans = collector.Spans.ToList();
        Assert.Equal(2, spans.Select(span => span.Trace).Distinct().Count());
        Assert.Equal(2, spans.Select(span => span.Instance).Distinct().Count());
        Assert.All(spans.Where(span => span.Name == Delivery), delivery =>
        {
            var sent = Assert.Single(spans, span => span.Id == delivery.Parent);
            Assert.Equal((Sent, delivery.Trace, "", delivery.Attributes["dispatch.request.id"]), (sent.Name, sent.Trace, sent.Parent, sent.Attributes["dispatch.request.id"]));
            Assert.NotEqual(delivery.Instance, sent.Instance);
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
