using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>Anything that speaks HTTP enqueues at a real worker, and its requests take the way that all take.</summary>
public sealed class EnqueueingTests(BrokerFixture brokers)
{
    private const string Exchange = "Dispatch.Contracts:CompletionRequest";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_sent_over_HTTP_is_answered_byte_for_byte()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        const string Body = """{ "model":"m-1","messages":[{"role":"user","content":"\u00e9"}], "temperature":1.0 }""";

        var (status, answer) = await PostAsync(worker, $$$"""{"id":"r-1","routingGroup":"alpha","metadata":{"k":"v"},"body":{{{Body}}}}""", "application/json");

        Assert.Equal((HttpStatusCode.Accepted, "r-1"), (status, (string)answer["id"]!));
        Assert.Equal("v", (await scenario.Client.ResultAsync("r-1", Cancellation)).Metadata["k"]);
        Assert.Equal(Body, Assert.Single(provider.Calls).Text);
    }

    [Fact]
    public async Task Two_thousand_lines_have_two_thousand_outcomes_and_a_bad_one_is_named()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        var lines = Enumerable.Range(1, 2000).Select(each => $$$"""{"custom_id":"r-{{{each}}}","method":"POST","url":"/v1/chat/completions","body":{"messages":[]}}""").ToList();
        lines.Insert(1000, "{ no JSON");

        var (status, problem) = await PostAsync(worker, string.Join('\n', lines), "application/jsonl", "?routingGroup=alpha");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal((2000, 1, 1001), ((int)problem["accepted"]!, (int)problem["refused"]!, (int)problem["lines"]![0]!["line"]!));
        await Task.WhenAll(Enumerable.Range(1, 2000).Select(each => scenario.Client.ResultAsync($"r-{each}", Cancellation)));
    }

    [Fact]
    public async Task The_queue_that_somebody_deleted_is_declared_again()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeleteAsync("dispatch.requests", cancellationToken: Cancellation);

        var (status, _) = await PostAsync(worker, """{"id":"r-1","routingGroup":"alpha","body":{}}""", "application/json");

        // Accepted is what a queue has taken.
        Assert.Equal(HttpStatusCode.Accepted, status);
        await channel.QueueDeclarePassiveAsync("dispatch.requests", Cancellation);
    }

    [Fact]
    public async Task The_publisher_s_trace_goes_with_the_message()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var queue = (await channel.QueueDeclareAsync("copies", durable: false, exclusive: true, cancellationToken: Cancellation)).QueueName;
        await channel.QueueBindAsync(queue, Exchange, "", cancellationToken: Cancellation);
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        await PostAsync(worker, """{"id":"r-1","routingGroup":"alpha","body":{}}""", "application/json", headers: [("traceparent", Trace), ("tracestate", "vendor=1")]);
        await PostAsync(worker, """{"id":"r-2","routingGroup":"alpha","body":{}}""", "application/json", headers: ("traceparent", "nonsense"));

        var first = (await channel.BasicGetAsync(queue, autoAck: true, Cancellation))!;
        var second = (await channel.BasicGetAsync(queue, autoAck: true, Cancellation))!;
        Assert.Equal(Trace, Encoding.UTF8.GetString((byte[])first.BasicProperties.Headers!["traceparent"]!));
        Assert.Equal("vendor=1", Encoding.UTF8.GetString((byte[])first.BasicProperties.Headers["tracestate"]!));
        Assert.True(first.BasicProperties.Persistent);
        Assert.NotEqual("nonsense", second.BasicProperties.Headers!.TryGetValue("traceparent", out var other) ? Encoding.UTF8.GetString((byte[])other!) : null);
    }

    [Fact]
    public async Task A_line_of_200_MB_is_passed_over_without_being_held()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWarmWorkerAsync();
        var before = worker.PeakWorkingSet;

        var (status, problem) = await PostAsync(worker, new LongLine(200 * 1024 * 1024, """{"id":"r-2","routingGroup":"alpha","body":{}}"""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("It is longer than 16,777,216 bytes.", (string)problem["lines"]![0]!["reason"]!);
        Assert.Equal((1, 1), ((int)problem["accepted"]!, (int)problem["refused"]!));
        await scenario.Client.ResultAsync("r-2", Cancellation);
        Assert.InRange(worker.PeakWorkingSet - before, 0, 120 * 1024 * 1024);
    }

    [Fact]
    public async Task Lines_that_break_off_in_the_middle_are_told_with_what_was_accepted()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        const string Lines = "{\"id\":\"r-1\",\"routingGroup\":\"alpha\",\"body\":{}}\n{\"id\":\"r-2\",\"routingGroup\":\"alpha\",\"body\":{}}\n";
        const string Head = "POST /api/completion-requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/jsonl\r\nTransfer-Encoding: chunked\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(worker.Address.Host, worker.Address.Port, Cancellation);

        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"{Head}{Lines.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{Lines}\r\n"), Cancellation);
        // They are on the queue while the caller is still sending.
        await scenario.Client.ResultAsync("r-1", Cancellation);
        await scenario.Client.ResultAsync("r-2", Cancellation);
        await client.GetStream().WriteAsync("no chunk\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(Cancellation);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"urn:dispatch:problem:broken-request\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"accepted\":2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_told_of_with_what_to_do()
    {
        var port = FreePorts.Take(1)[0];
        var configuration = new { Transport = $"amqp://127.0.0.1:{port}/", Providers = new { P = new { Kind = "simulator" } } };
        await using var worker = await WorkerProcess.LaunchAsync(configuration, Cancellation);
        await worker.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable, Cancellation);

        var (status, problem) = await PostAsync(worker, """{"id":"r-1","body":{}}""", "application/json");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:dispatch:problem:queue-unavailable"), (status, (string)problem["type"]!));
        Assert.StartsWith($"No broker answers at 127.0.0.1:{port}", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_broker_the_worker_takes_requests_into_its_memory()
    {
        var configuration = new { Transport = "memory", Providers = new { P = new { Kind = "simulator", Simulator = new { Latency = "1ms" } } } };
        await using var worker = await WorkerProcess.StartAsync(configuration, Cancellation);

        var (status, _) = await PostAsync(worker, """{"id":"r-1","routingGroup":"p","body":{"model":"m","messages":[]}}""", "application/json");

        Assert.Equal(HttpStatusCode.Accepted, status);
        using var http = new HttpClient();
        JsonArray models;
        do
        {
            await Task.Delay(20, Cancellation);
            models = JsonNode.Parse(await http.GetStringAsync(new Uri(worker.Address, "api/providers"), Cancellation))!["providers"]![0]!["models"]!.AsArray();
        }
        while (models.Count == 0 || (int)models[0]!["lastMinute"]!["answered"]! == 0);

        Assert.Equal("""{"transport":"memory","queues":[]}""", await http.GetStringAsync(new Uri(worker.Address, "api/queues"), Cancellation));
    }

    [Fact]
    public async Task The_queues_are_listed_with_what_waits_in_them()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        var worker = await scenario.StartWorkerAsync();
        using var http = new HttpClient();
        JsonArray queues;
        do
        {
            await Task.Delay(50, Cancellation);
            queues = JsonNode.Parse(await http.GetStringAsync(new Uri(worker.Address, "api/queues"), Cancellation))!["queues"]!.AsArray();
        }
        while (Requests() is not { } found || (int)found["consumers"]! == 0);

        Assert.Equal((0, 1), ((int)Requests()!["ready"]!, (int)Requests()!["consumers"]!));
        Assert.True(DateTimeOffset.TryParse((string)Requests()!["at"]!, CultureInfo.InvariantCulture, out _));

        JsonNode? Requests() => queues.SingleOrDefault(each => (string)each!["queue"]! == "dispatch.requests");
    }

    private static Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(
        WorkerProcess worker, string body, string type, string query = "", params (string Name, string Value)[] headers)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new(type);
        return PostAsync(worker, content, query, headers);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(
        WorkerProcess worker, HttpContent content, string query = "", params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(worker.Address, $"api/completion-requests{query}")) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    // A line that is far too long, then one as it should be.
    private sealed class LongLine : HttpContent
    {
        private readonly int _length;
        private readonly string _next;

        public LongLine(int length, string next)
        {
            (_length, _next) = (length, next);
            Headers.ContentType = new("application/jsonl");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var part = new byte[1024 * 1024];
            Array.Fill(part, (byte)'x');
            for (var written = 0; written < _length; written += part.Length)
                await stream.WriteAsync(part);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"\n{_next}\n"));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
