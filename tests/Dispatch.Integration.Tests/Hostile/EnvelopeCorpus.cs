using System.Text.Json;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>MassTransit envelopes, forged.</summary>
internal static class EnvelopeCorpus
{
    private const string Urn = "urn:message:Dispatch.Contracts:CompletionRequest";
    private const string Message = """{"id":"$ID","routingGroup":"$GROUP","body":{},"metadata":{"fuzz":"$ID"}}""";
    private const string TypeAndMessage = $$"""
        "messageType":["{{Urn}}"],"message":{{Message}}
        """;

    public static IEnumerable<HostileCase> All => [.. Shapes(), .. Types(), .. Addresses(), .. Times()];

    private static IEnumerable<HostileCase> Shapes()
    {
        yield return Of("as it is to be", Expected.Answered, $$"""{"messageId":"$MID",{{TypeAndMessage}}}""");
        yield return Of("other casing", Expected.Answered, $$"""{"MESSAGEID":"$MID","MessageType":["{{Urn}}"],"MESSAGE":{{Message}}}""");
        yield return Of("no envelope, but the message", Expected.Malformed, Message);
        foreach (var text in new[] { "", "null", "[]", "7", "\"x\"", "{", "{}", "{\"messageType\":[", $$"""{"messageType":["{{Urn}}"]}""", $$"""[{{{TypeAndMessage}}}]""" })
            yield return Of($"the text {text}", Expected.Malformed, text);
        foreach (var message in new[] { "null", "[]", "7", "\"x\"", "{}", "[{}]", """{"id":7,"body":{}}""", """{"id":"$ID"}""", """{"id":"$ID","body":null}""" })
            yield return Of($"message {message}", Expected.Malformed, $$"""{"messageId":"$MID","messageType":["{{Urn}}"],"message":{{message}}}""");
        yield return Of("two messages", Expected.Answered, $$"""{"messageId":"$MID","message":null,{{TypeAndMessage}}}""");
        yield return Of("an envelope in an envelope", Expected.Malformed, $$"""{"messageId":"$MID","messageType":["{{Urn}}"],"message":{ {{TypeAndMessage}} } }""");
        yield return Of("61 deep", Expected.Answered, Deep(60));
        yield return Of("62 deep", Expected.Malformed, Deep(61));
        yield return Of("1,000 deep", Expected.Malformed, Deep(1000));
        foreach (var id in new[] { "garbage", "", "00000000-0000-0000-0000-000000000000", "{" })
        {
            foreach (var name in new[] { "messageId", "conversationId", "correlationId", "requestId", "initiatorId" })
                yield return Of($"{name} '{id}'", id is "garbage" or "{" ? Expected.Malformed : Expected.Answered, With($"\"{name}\":\"{id}\""));
        }

        foreach (var id in new[] { "7", "{}", "[]", "null" })
            yield return Of($"messageId {id}", id == "null" ? Expected.Answered : Expected.Malformed, With($"\"messageId\":{id}"));
        foreach (var headers in new[] { "null", "[]", "{}", "{\"a\":\"b\"}", "{\"a\":{\"b\":[1,null]}}", "{\"Dispatch-History\":\"{}\",\"Dispatch-Due\":\"x\"}", "{\"MT-Redelivery-Count\":\"x\"}", "{\"Content-Type\":\"x\"}" })
            yield return Of($"headers {headers}", Expected.Answered, With($"\"messageId\":\"$MID\",\"headers\":{headers}"));
        foreach (var headers in new[] { "7", "\"x\"" })
            yield return Of($"headers {headers}", Expected.Malformed, With($"\"messageId\":\"$MID\",\"headers\":{headers}"));
        foreach (var host in new[] { "null", "{}", "{\"machineName\":\"x\",\"processId\":7}" })
            yield return Of($"host {host}", Expected.Answered, With($"\"messageId\":\"$MID\",\"host\":{host}"));
        yield return Of("host 7", Expected.Malformed, With("\"messageId\":\"$MID\",\"host\":7"));
    }

    private static IEnumerable<HostileCase> Types()
    {
        string[] foreign =
        [
            "[\"urn:message:Other:Thing\"]", "[]", "[null]", "[\"\"]", "[\"x\"]", "[\"urn:message:Dispatch.Contracts:CompletionResult\"]",
            "[\"urn:message:Dispatch.Contracts:CompletionDeadLettered\"]", "[\"urn:message:MassTransit:Fault[[Dispatch.Contracts:CompletionRequest]]\"]", "null",
        ];
        foreach (var type in foreign)
            yield return Of($"messageType {type}", Expected.Malformed, $$"""{"messageId":"$MID","messageType":{{type}},"message":{{Message}}}""");
        foreach (var type in new[] { "7", "{}", $"\"{Urn}\"", "[7]" })
            yield return Of($"messageType {type}", Expected.Malformed, $$"""{"messageId":"$MID","messageType":{{type}},"message":{{Message}}}""");
        yield return Of("no messageType", Expected.Malformed, $$"""{"messageId":"$MID","message":{{Message}}}""");
        yield return Of("many messageTypes", Expected.Answered, $$"""{"messageId":"$MID","messageType":["urn:message:Other:Thing","{{Urn}}"],"message":{{Message}}}""");
    }

    private static IEnumerable<HostileCase> Addresses()
    {
        string[] addresses =
        [
            "", " ", "garbage", "foo", "//evil/x", "http://evil.invalid/", "file:///etc/passwd", "nonsense:foo", "rabbitmq://other-host.invalid/x", "rabbitmq://other-host.invalid:1/vhost/x",
            "rabbitmqs://localhost/x", "loopback://localhost/x", "amqp://guest:guest@other-host.invalid/x", "queue:", "exchange:", "queue:%00", "queue:a b", "queue:dispatch.requests",
            "exchange:dispatch.requests", "queue:dispatch.requests.retry", "exchange:dispatch.requests.isolated", "exchange:dispatch.requests.delay.1s", "exchange:dispatch.dead-letters",
            "queue:dispatch.dead-letters.oversized", "queue:dispatch.results", "exchange:Dispatch.Contracts:CompletionRequest", "exchange:Dispatch.Contracts:CompletionDeadLettered",
            "exchange:dispatch.results.unclaimed", "exchange:dispatch.requests?type=topic", "exchange:hostile?type=topic&alternateexchange=dispatch.requests", "topic:dispatch.requests",
            "exchange:amq.direct", "exchange:amq.rabbitmq.reply-to", "queue:" + new string('q', 300), "javascript:alert(1)", "\r\n", "queue:nobody\r\n",
        ];
        foreach (var address in addresses)
        {
            var quoted = JsonSerializer.Serialize(address);
            var name = address.Length > 60 ? address[..60] : address;
            yield return Of($"responseAddress {name}", Expected.Answered, With($"\"messageId\":\"$MID\",\"requestId\":\"$MID\",\"responseAddress\":{quoted}"));
            yield return Of($"the other addresses {name}", Expected.Answered, With(
                $"\"messageId\":\"$MID\",\"faultAddress\":{quoted},\"sourceAddress\":{quoted},\"destinationAddress\":{quoted}"));
        }

        foreach (var address in new[] { "7", "{}", "[]" })
            yield return Of($"responseAddress {address}", Expected.Malformed, With($"\"messageId\":\"$MID\",\"responseAddress\":{address}"));
    }

    private static IEnumerable<HostileCase> Times()
    {
        yield return Of("expired", Expected.DeadlineExceeded, With("\"messageId\":\"$MID\",\"expirationTime\":\"2020-01-01T00:00:00Z\""));
        yield return Of("expired in year 1", Expected.DeadlineExceeded, With("\"messageId\":\"$MID\",\"expirationTime\":\"0001-01-01T00:00:00\""));
        yield return Of("sent long ago", Expected.DeadlineExceeded, With("\"messageId\":\"$MID\",\"sentTime\":\"2020-01-01T00:00:00Z\""));
        yield return Of("sent in year 1", Expected.DeadlineExceeded, With("\"messageId\":\"$MID\",\"sentTime\":\"0001-01-01T00:00:00Z\""));
        foreach (var time in new[] { "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999", "2999-01-01" })
        {
            yield return Of($"expires {time}", Expected.Answered, With($"\"messageId\":\"$MID\",\"expirationTime\":\"{time}\""));
            yield return Of($"sent {time}", Expected.Answered, With($"\"messageId\":\"$MID\",\"sentTime\":\"{time}\""));
        }

        foreach (var time in new[] { "\"x\"", "7", "{}", "\"10000-01-01T00:00:00Z\"" })
        {
            yield return Of($"expires {time}", Expected.Malformed, With($"\"messageId\":\"$MID\",\"expirationTime\":{time}"));
            yield return Of($"sent {time}", Expected.Malformed, With($"\"messageId\":\"$MID\",\"sentTime\":{time}"));
        }
    }

    private static string With(string fields) => $$"""{{{fields}},{{TypeAndMessage}}}""";

    private static string Deep(int depth) =>
        $$"""{"messageId":"$MID","messageType":["{{Urn}}"],"message":{"id":"$ID","routingGroup":"$GROUP","body":{"a":{{new string('[', depth)}}{{new string(']', depth)}} } } }""";

    private static HostileCase Of(string kind, Expected expected, string json) => new("envelope", kind, expected, draft =>
    {
        draft.Properties.ContentType = "application/vnd.masstransit+json";
        draft.Json = json;
    });
}
