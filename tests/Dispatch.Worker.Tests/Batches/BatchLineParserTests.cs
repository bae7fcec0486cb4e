using System.Runtime.InteropServices;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Batches;

namespace Dispatch.Worker.Tests.Batches;

public sealed class BatchLineParserTests
{
    private static BatchLine Parse(string line, string? group = null) =>
        new BatchLineParser(group, 1000).Parse(new RawLine(12, Encoding.UTF8.GetBytes(line), IsTooLong: false));

    private static CompletionRequest Request(string line, string? group = null) => Assert.IsType<BatchLine.Request>(Parse(line, group)).Value;

    [Fact]
    public void The_batch_format_is_read()
    {
        var request = Request("""{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"m"}}""");

        Assert.Equal(("a", null, "/v1/embeddings"), (request.Id, request.RoutingGroup, request.Endpoint));
    }

    [Fact]
    public void A_plain_completion_request_is_read_whole()
    {
        var request = Request(
            """{"id":"a","routingGroup":"g","endpoint":"/v1/x","body":{},"deadline":"2030-01-01T00:00:00Z","metadata":{"k":"v"}}""");

        Assert.Equal(("a", "g", "/v1/x"), (request.Id, request.RoutingGroup, request.Endpoint));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), request.Deadline);
        Assert.Equal("v", request.Metadata["k"]);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        Assert.Equal(CompletionRequest.ChatCompletions, Request("""{"custom_id":"a","body":{}}""").Endpoint);
        Assert.Equal(CompletionRequest.ChatCompletions, Request("""{"id":"a","body":{}}""").Endpoint);
    }

    [Theory]
    [InlineData("custom_id")]
    [InlineData("id")]
    public void The_body_is_passed_through_byte_for_byte(string id)
    {
        const string Body = """{ "model" : "m", "t":1.0,"huge":1e400,"n":0.10000000000000000001, "x_unknown":{"a":[1,  2]},"s":"\ud800 \u00e9\/ é","t":2 }""";

        var request = Request($$"""{"{{id}}":"a","body":{{Body}}}""");

        Assert.Equal(Body, Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(request.Body)));
    }

    [Theory]
    [InlineData("  nonsense", "It is no JSON that can be read: 'nonsense' is an invalid JSON literal. Expected the literal 'null'. (Byte ")]
    [InlineData("""{"custom_id":"a","body":{}} {}""", "It is no JSON that can be read: ")]
    [InlineData("""{"custom_id":"a","body":{}""", "It is no JSON that can be read: ")]
    [InlineData("[1]", "It is a JSON array; it must be an object.")]
    [InlineData("""{"body":{}}""", "It has no 'custom_id' (OpenAI's batch format) and no 'id' (a plain completion request).")]
    [InlineData("""{"custom_id":7,"body":{}}""", "'custom_id' is a JSON number; it must be a string.")]
    [InlineData("""{"id":null,"body":{}}""", "'id' is a JSON null; it must be a string.")]
    [InlineData("""{"custom_id":" ","body":{}}""", "'custom_id' has 1 characters; it must have 1 to 512, and not be blank.")]
    [InlineData("""{"custom_id":"\ud800","body":{}}""", "A name or a value outside the body is no valid text: ")]
    [InlineData("""{"custom_id":"a","method":"GET","body":{}}""", "'method' must be \"POST\".")]
    [InlineData("""{"custom_id":"a"}""", "It has no 'body'.")]
    [InlineData("""{"custom_id":"a","body":[]}""", "'body' is a JSON array; it must be an object.")]
    [InlineData("""{"custom_id":"a","url":1,"body":{}}""", "'url' is a JSON number; it must be a string.")]
    [InlineData("""{"custom_id":"a","url":"https://x/v1","body":{}}""", "'url' is 'https://x/v1'; it must be a path such as /v1/chat/completions.")]
    [InlineData("""{"id":"a","endpoint":null,"body":{}}""", "'endpoint' is null; leave it out or give a path such as /v1/chat/completions.")]
    [InlineData("""{"id":"a"}""", "It is no completion request: ")]
    [InlineData("""{"id":"a","body":{},"deadline":"soon"}""", "It is no completion request: ")]
    [InlineData("""{"id":"a","body":"text"}""", "'body' is a JSON string; it must be an object.")]
    [InlineData("""{"id":"a","body":{},"metadata":null}""", "'metadata' is null; leave it out or give an object of strings.")]
    public void A_bad_line_says_what_is_wrong(string line, string reason)
    {
        var bad = Assert.IsType<BatchLine.Bad>(Parse(line));

        Assert.Equal(12, bad.Number);
        Assert.StartsWith(reason, bad.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_longer_than_the_queue_takes_is_bad()
    {
        Assert.IsType<BatchLine.Request>(Parse($$$"""{"id":"{{{new string('a', 512)}}}","body":{}}"""));
        Assert.IsType<BatchLine.Bad>(Parse($$$"""{"id":"{{{new string('a', 513)}}}","body":{}}"""));
    }

    [Fact]
    public void A_line_that_is_too_long_says_the_limit()
    {
        var bad = Assert.IsType<BatchLine.Bad>(new BatchLineParser(null, 1_000_000).Parse(new RawLine(1, default, IsTooLong: true)));

        Assert.Equal("It is longer than 1,000,000 bytes.", bad.Reason);
    }
}
