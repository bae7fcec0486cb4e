using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dispatch.Worker.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>Requests come in over HTTP, one or many; what is accepted is on the queue, and what is not is told.</summary>
public sealed class EnqueueingTests : IAsyncLifetime
{
    private const string Path = "/api/completion-requests";
    private const string Json = "application/json";
    private const string Lines = "application/jsonl";
    private const int MaxBytes = 65_536;

    private readonly ScriptedSender _queue = new();
    private readonly FakeTimeProvider _time = new();
    private GatedApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await GatedApp.StartAsync(hasKey: false, services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IMessageSender>(_queue);
        services.AddSingleton(new MessagingSettings(new BrokerSettings(new Uri("amqp://localhost")) { MaxMessageBytes = MaxBytes }, 1, TimeSpan.Zero, Consume: true));
        services.AddSingleton<MessageBounds>();
        services.AddSingleton<RequestSender>();
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(Json)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task A_single_request_is_accepted_when_the_queue_has_it(string type)
    {
        var (status, answer) = await PostAsync("{\n \"id\": \"r-1\", \"routingGroup\": \"chat\", \"body\": {\"n\": 1.0, \"x\":\"\\ud800\"} }", type);

        Assert.Equal((HttpStatusCode.Accepted, """{"accepted":1,"refused":0,"lines":[],"id":"r-1"}"""), (status, answer.ToJsonString()));
        var taken = Assert.Single(_queue.Taken);
        Assert.Equal(("r-1", "chat", """{"n": 1.0, "x":"\ud800"}"""), (taken.Id, taken.RoutingGroup, taken.Body.GetRawText()));
    }

    [Fact]
    public async Task A_line_of_OpenAI_s_batch_format_is_a_request_too()
    {
        var (status, _) = await PostAsync("""{"custom_id":"r-1","method":"POST","url":"/v1/embeddings","body":{"model":"m"}}""", Json, "?routingGroup=vectors");

        var taken = Assert.Single(_queue.Taken);
        Assert.Equal((HttpStatusCode.Accepted, "r-1", "/v1/embeddings", "vectors"), (status, taken.Id, taken.Endpoint, taken.RoutingGroup));
    }

    [Theory]
    [InlineData("", "no-content", "The body is empty")]
    [InlineData("{}", "bad-request", "It has no 'custom_id' (OpenAI's batch format) and no 'id' (a plain completion request).")]
    [InlineData("[]", "bad-request", "It is a JSON array; it must be an object.")]
    [InlineData("""{"id":7,"body":{}}""", "bad-request", "'id' is a JSON number; it must be a string.")]
    [InlineData("""{"id":"r","body":[]}""", "bad-request", "'body' is a JSON array; it must be an object.")]
    [InlineData("""{"id":"r","body":{},"deadline":"soon"}""", "bad-request", "It is no completion request:")]
    [InlineData("""{"id":"r","body":{}""", "bad-request", "It is no JSON that can be read:")]
    [InlineData("""{"id":"r","body":{}} {}""", "bad-request", "It is no JSON that can be read:")]
    [InlineData("""{"id":"\ud800","body":{}}""", "bad-request", "A name or a value outside the body is no valid text:")]
    public async Task What_is_no_request_is_refused_with_what_is_wrong(string body, string type, string detail)
    {
        var (status, problem) = await PostAsync(body, Json);

        Assert.Equal((HttpStatusCode.BadRequest, $"urn:dispatch:problem:{type}"), (status, (string)problem["type"]!));
        Assert.StartsWith(detail, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Empty(_queue.Taken);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        using var content = new ByteArrayContent([.. "{\"id\":\"r\",\"body\":{\"x\":\""u8, 0xC3, 0x28, .. "\"}}"u8]);
        content.Headers.ContentType = new(Json);

        var (status, problem) = await PostAsync(content);

        Assert.Equal((HttpStatusCode.BadRequest, "It is not UTF-8."), (status, (string)problem["detail"]!));
        Assert.Empty(_queue.Taken);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused_with_those_that_are_taken(string? type)
    {
        var (status, problem) = await PostAsync("{}", type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Equal(
            $"The Content-Type is {(type is null ? "missing" : $"'{type}'")}; send application/json for one request, or application/jsonl for one on each line.",
            (string)problem["detail"]!);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using var content = new StringContent("{}", Encoding.UTF8, Json);
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync(content)).Status);
    }

    [Fact]
    public async Task A_query_that_is_misspelt_is_refused()
    {
        var (status, problem) = await PostAsync("{}", Json, "?routing_group=chat");

        Assert.Equal((HttpStatusCode.BadRequest, "urn:dispatch:problem:unknown-parameter"), (status, (string)problem["type"]!));
    }

    [Fact]
    public async Task A_request_larger_than_the_broker_takes_is_refused_with_the_limit()
    {
        var (status, problem) = await PostAsync($$$"""{"id":"r","body":{"x":"{{{new string('x', MaxBytes)}}}"}}""", Json);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "urn:dispatch:problem:too-large"), (status, (string)problem["type"]!));
        Assert.Equal(
            "The request is larger than 65536 bytes. It is the limit of one request (broker.maxMessageBytes): shorten it, or send images and documents as addresses.",
            (string)problem["detail"]!);
    }

    [Fact]
    public async Task One_that_is_too_large_only_in_its_envelope_is_refused_likewise()
    {
        _queue.Answer = (_, _) => throw new OversizedMessageException("it would have 65537 bytes, and the broker takes 65536 (broker.maxMessageBytes)");

        var (status, problem) = await PostAsync("""{"id":"r","body":{}}""", Json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.StartsWith("It can't be sent: it would have 65537 bytes", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_does_not_take_it_in_time_is_told_of()
    {
        _queue.Answer = (_, cancellationToken) =>
        {
            _time.Advance(RequestSender.Patience);
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var (status, problem) = await PostAsync("""{"id":"r","body":{}}""", Json);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:dispatch:problem:queue-unavailable"), (status, (string)problem["type"]!));
        Assert.StartsWith("The broker has not confirmed it within 20 s.", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_accepted_in_either_format_blank_ones_left_out()
    {
        var (status, answer) = await PostAsync("\uFEFF" + "{\"id\":\"a\",\"body\":{}}\r\n\r\n{\"custom_id\":\"b\",\"body\":{}}\n{\"id\":\"c\",\"body\":{}}", Lines);

        Assert.Equal((HttpStatusCode.Accepted, """{"accepted":3,"refused":0,"lines":[]}"""), (status, answer.ToJsonString()));
        Assert.Equal(["a", "b", "c"], _queue.Taken.Select(each => each.Id).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\r\n")]
    public async Task Lines_that_are_none_are_told_of(string body) =>
        Assert.Equal("urn:dispatch:problem:no-content", (string)(await PostAsync(body, Lines)).Answer["type"]!);

    [Fact]
    public async Task Bad_lines_are_named_and_hold_up_no_other()
    {
        _queue.Answer = (request, _) => request.Id == "large" ? throw new OversizedMessageException("it is too large") : Task.CompletedTask;
        string[] lines =
        [
            Line("a"), "nonsense", Line("large"), """{"id":"c"}""", new string('x', MaxBytes + 1), Line("d"), "[]",
        ];

        var (status, problem) = await PostAsync(string.Join('\n', lines), "application/x-ndjson");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "urn:dispatch:problem:lines-refused"), (status, (string)problem["type"]!));
        Assert.Equal((2, 5), ((int)problem["accepted"]!, (int)problem["refused"]!));
        Assert.Equal("2 lines are accepted and on the queue, 5 lines are refused; 'lines' says why. Mend those, and send them alone.", (string)problem["detail"]!);
        Assert.Equal(["2 ", "3 large", "4 c", "5 ", "7 "], problem["lines"]!.AsArray().Select(line => $"{line!["line"]} {line["id"]}"));
        Assert.Equal("It can't be sent: it is too large.", (string)problem["lines"]![1]!["reason"]!);
        Assert.Equal("It is longer than 65,536 bytes.", (string)problem["lines"]![3]!["reason"]!);
        Assert.Equal(["a", "d"], _queue.Taken.Select(each => each.Id).Order());
    }

    [Fact]
    public async Task Of_very_many_bad_lines_the_first_thousand_are_named_and_all_counted()
    {
        var (_, problem) = await PostAsync(string.Join('\n', Enumerable.Repeat("x", 1500)), Lines);

        Assert.Equal((0, 1500, 1000), ((int)problem["accepted"]!, (int)problem["refused"]!, problem["lines"]!.AsArray().Count));
    }

    [Fact]
    public async Task Many_are_under_way_at_once_and_never_more_than_64()
    {
        var full = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var begun = 0;
        _queue.Answer = (_, _) =>
        {
            if (Interlocked.Increment(ref begun) == 64)
                full.SetResult();
            return gate.Task;
        };

        var posting = PostAsync(string.Join('\n', Enumerable.Range(0, 500).Select(each => Line($"r-{each}"))), Lines);
        await full.Task.WaitAsync(Cancellation);
        gate.SetResult();

        Assert.Equal(500, (int)(await posting).Answer["accepted"]!);
        Assert.Equal((64, 500), (_queue.MostAtOnce, _queue.Taken.Select(each => each.Id).Distinct().Count()));
    }

    [Fact]
    public async Task A_queue_that_fails_midway_ends_it_with_the_first_line_that_is_not_known_to_be_there()
    {
        _queue.Answer = (request, _) => request.Id is "r-3" or "r-5" ? throw new MessageReturnedException("gone") : Task.CompletedTask;

        var (status, problem) = await PostAsync(string.Join('\n', Enumerable.Range(1, 500).Select(each => Line($"r-{each}"))), Lines);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:dispatch:problem:queue-unavailable"), (status, (string)problem["type"]!));
        Assert.Equal((3, _queue.Taken.Count), ((int)problem["firstUnconfirmed"]!, (int)problem["accepted"]!));
        Assert.InRange(_queue.Taken.Count, 2, 70);
        Assert.Contains("Line 3 is the first that is not known to be on the queue: send again from there, with the same ids.", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private static string Line(string id) => $$$"""{"id":"{{{id}}}","body":{}}""";

    private Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string body, string? type, string query = "")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", type));
        return PostAsync(content, query);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(HttpContent content, string query = "")
    {
        using var response = await _app.SendAsync("POST", Path + query, "127.0.0.1", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }
}
