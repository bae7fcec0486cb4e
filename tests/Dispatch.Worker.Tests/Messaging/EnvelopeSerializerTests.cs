using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class EnvelopeSerializerTests
{
    private static readonly DateTime Sent = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_full_envelope_says_what_MassTransits_own_says() => AssertSame(new MessageSendContext<CompletionResult>(Result("""{"a":1.50,"b":"\\ud800"}"""))
    {
        MessageId = Guid.NewGuid(),
        RequestId = Guid.NewGuid(),
        CorrelationId = Guid.NewGuid(),
        ConversationId = Guid.NewGuid(),
        InitiatorId = Guid.NewGuid(),
        SourceAddress = new Uri("rabbitmq://host/dispatch.requests?a=b&c=%20"),
        DestinationAddress = new Uri("rabbitmq://host/Dispatch.Contracts:CompletionResult"),
        ResponseAddress = new Uri("rabbitmq://host/answers?temporary=true"),
        FaultAddress = new Uri("rabbitmq://host/faults"),
    });

    [Fact]
    public void So_does_an_envelope_with_nothing_in_it() => AssertSame(new MessageSendContext<CompletionResult>(Result("{}")));

    [Fact]
    public void So_do_headers_of_every_sort()
    {
        var context = new MessageSendContext<CompletionResult>(Result("{}"));
        context.Headers.Set("text", "zero \u00e9 < \" \\");
        context.Headers.Set("number", 42);
        context.Headers.Set("long", long.MaxValue);
        context.Headers.Set("instant", Sent);
        context.Headers.Set("id", Guid.NewGuid());

        AssertSame(context);
    }

    [Fact]
    public void A_body_travels_byte_for_byte()
    {
        const string Body = """{ "n": 1.0e+2,  "s":"\\ud800", "n":2 }""";

        var text = new EnvelopeSerializer(TimeProvider.System).GetMessageBody(new MessageSendContext<CompletionResult>(Result(Body))).GetString();

        Assert.Contains(Body, text, StringComparison.Ordinal);
    }

    private static void AssertSame(SendContext<CompletionResult> context)
    {
        var ours = JsonNode.Parse(new EnvelopeSerializer(TimeProvider.System).GetMessageBody(context).GetBytes());
        var theirs = JsonNode.Parse(new SystemTextJsonMessageSerializer().GetMessageBody(context).GetBytes());

        Assert.Equal(theirs!.AsObject().Select(member => member.Key), ours!.AsObject().Select(member => member.Key));
        Assert.Equal(theirs.ToJsonString(), ours.ToJsonString());
    }

    private static CompletionResult Result(string body) => new()
    {
        Id = "request-1",
        RoutingGroup = "group",
        Provider = "provider",
        Body = JsonElement.Parse(body),
        StatusCode = 200,
        CreatedAt = Sent,
        CompletedAt = Sent,
        Attempts = [],
        Metadata = ImmutableDictionary<string, string>.Empty.Add("k\u00e9y", "v"),
    };
}
