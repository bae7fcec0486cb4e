using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Tests.Completions;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class RequestDeserializerTests
{
    private const string Urn = "urn:message:Dispatch.Contracts:CompletionRequest";

    private const string Request =
        """{"id":"r-1","routingGroup":"chat","endpoint":"/v1/embeddings","body":{ "n":1.50e2 },"deadline":"2026-03-01T13:00:00+01:00","metadata":{"team":"search"},"x":[1]}""";

    [Fact]
    public void A_plain_request_is_read_and_its_body_is_the_messages_bytes()
    {
        using var parsed = Parse(Request);
        var request = ReadRequest.FromPlain(parsed.Root, new DictionarySendHeaders(), address: null)!.Request;
        parsed.Locate(request);

        Assert.Equal(("r-1", "chat", "/v1/embeddings"), (request.Id, request.RoutingGroup, request.Endpoint));
        Assert.Equal(Sample.Noon, request.Deadline);
        Assert.Equal("search", request.Metadata["TEAM"]);
        Assert.Equal("""{ "n":1.50e2 }""", Encoding.UTF8.GetString(parsed.Body.Span));
    }

    [Fact]
    public void An_envelope_as_MassTransit_writes_it_is_read()
    {
        var send = new MessageSendContext<CompletionRequest>(Sample.Request())
        {
            MessageId = Guid.NewGuid(),
            RequestId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            ResponseAddress = new Uri("rabbitmq://localhost/responses"),
            TimeToLive = TimeSpan.FromMinutes(1),
        };
        send.Headers.Set("tenant", "t-1");
        using var parsed = ParsedRequest.Parse(new SystemTextJsonMessageSerializer().GetMessageBody(send).GetBytes(), 64)!;

        var read = ReadRequest.FromEnvelope(parsed.Root)!;

        Assert.Equal((send.MessageId, send.RequestId, send.ConversationId), (read.Context.MessageId, read.Context.RequestId, read.Context.ConversationId));
        Assert.Equal(send.ResponseAddress, read.Context.ResponseAddress);
        Assert.Equal("t-1", read.Context.Headers.Get<string>("tenant"));
        Assert.NotNull(read.Context.ExpirationTime);
        Assert.NotNull(read.Context.SentTime);
        Assert.Equal(Environment.MachineName, read.Context.Host.MachineName);
        Assert.True(read.Context.TryGetMessage<CompletionRequest>(out var message));
        Assert.Same(read.Request, message);
        Assert.Equal("search", message!.Metadata["team"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"r-1"}""")]
    [InlineData("""{"body":{}}""")]
    [InlineData("""{"id":null,"body":{}}""")]
    [InlineData("""{"id":7,"body":{}}""")]
    [InlineData("""{"id":"r-1","body":[]}""")]
    [InlineData("""{"id":"r-1","body":null}""")]
    [InlineData("""{"ID":"r-1","body":{}}""")]
    [InlineData("""{"id":"r-1","Id":"r-2","body":{}}""")]
    [InlineData("""{"i\u0064":"r-1","id":"r-2","body":{}}""")]
    [InlineData("""{"id":"r-1","body":{},"bod\u0079":{}}""")]
    [InlineData("""{"id":"r-1","body":{},"é":1}""")]
    [InlineData("""{"id":"r-1","body":{},"endpoint":null}""")]
    [InlineData("""{"id":"r-1","body":{},"deadline":"tomorrow"}""")]
    [InlineData("""{"id":"r-1","body":{},"deadline":7}""")]
    [InlineData("""{"id":"r-1","body":{},"metadata":null}""")]
    [InlineData("""{"id":"r-1","body":{},"metadata":{"a":null}}""")]
    [InlineData("""{"id":"r-1","body":{},"metadata":{"a":"1","A":"2"}}""")]
    [InlineData("""{"id":"r-1","body":{},"metadata":{" ":"1"}}""")]
    [InlineData("""{"id":"r-1","body":{},"metadata":{"a":"\ud800"}}""")]
    [InlineData("""{"id":"\udc00","body":{}}""")]
    [InlineData("""{"id":"r-1","body":{"a":1/**/}}""")]
    [InlineData("""{"id":"r-1","body":{},}""")]
    public void What_is_not_as_usual_is_left_to_MassTransit(string text)
    {
        Assert.Null(Plain(text));
        Assert.Null(Enveloped($$"""{"messageType":["{{Urn}}"],"message":{{text}}}"""));
    }

    [Theory]
    [InlineData("\"messageId\":7")]
    [InlineData("\"MessageId\":null")]
    [InlineData("\"message\":null")]
    [InlineData("\"messageType\":null")]
    [InlineData("\"messageType\":[null]")]
    [InlineData("\"sentTime\":\"x\"")]
    [InlineData("\"headers\":7")]
    [InlineData("\"headers\":[]")]
    [InlineData("\"headers\":{\"\":1}")]
    [InlineData("\"host\":7")]
    [InlineData("\"host\":{\"processId\":\"x\"}")]
    [InlineData("\"sourceAddress\":\"\\ud800\"")]
    public void An_envelope_that_is_not_as_usual_is_left_to_MassTransit(string member)
    {
        Assert.NotNull(Enveloped($$"""{"messageType":["{{Urn}}"],"message":{{Request}}}"""));
        Assert.Null(Enveloped($$"""{"messageType":["{{Urn}}"],"message":{{Request}},{{member}}}"""));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_left_to_MassTransit() => Assert.Null(ParsedRequest.Parse([.. "{\"id\":\""u8, 0xFF, .. "\",\"body\":{}}"u8], 64));

    [Theory]
    [InlineData(RequestReader.MaxDepth, true)]
    [InlineData(RequestReader.MaxDepth + 1, false)]
    public void A_body_as_deep_as_may_be_is_read(int depth, bool isUsual)
    {
        var body = $$"""{"a":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";
        var bytes = Encoding.UTF8.GetBytes($$"""{"id":"r-1","body":{{body}}}""");

        using var parsed = ParsedRequest.Parse(bytes, RequestReader.MaxDepth + 1);

        Assert.Equal(isUsual, parsed is not null);
    }

    private static ReadRequest? Plain(string text)
    {
        using var parsed = ParsedRequest.Parse(Encoding.UTF8.GetBytes(text), 64);
        return parsed is null ? null : ReadRequest.FromPlain(parsed.Root, new DictionarySendHeaders(), address: null);
    }

    private static ReadRequest? Enveloped(string text)
    {
        using var parsed = ParsedRequest.Parse(Encoding.UTF8.GetBytes(text), 64);
        return parsed is null ? null : ReadRequest.FromEnvelope(parsed.Root);
    }

    private static ParsedRequest Parse(string text) => ParsedRequest.Parse(Encoding.UTF8.GetBytes(text), 64)!;
}
