using System.Globalization;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>AMQP headers: those of Dispatch's own, forged or broken, those of MassTransit and of the broker, and any others.</summary>
internal static class HeaderCorpus
{
    private const string History = "Dispatch-History";
    private const string Due = "Dispatch-Due";
    private const string Attempt = """{"number":1,"round":1,"provider":"alpha","model":"m-1","startedAt":"2026-01-01T00:00:00Z","duration":1,"outcome":"failed","failureKind":"transient"}""";

    // What AMQP can hold beside text. Not NaN and infinity: RabbitMQ closes the connection of whoever sends these.
    private static readonly (string Name, object? Value)[] Odd =
    [
        ("null", null), ("true", true), ("a byte", (byte)7), ("an int", -7), ("a long", long.MinValue), ("a double", 1e300), ("a float", -0.0f), ("a decimal", 7.5m),
        ("bytes", new byte[] { 0xFF, 0x00, 0xC3 }), ("binary", new BinaryTableValue([0xFF, 0x00])), ("a time", new AmqpTimestamp(-1)), ("a late time", new AmqpTimestamp(long.MaxValue)),
        ("a table", new Dictionary<string, object?> { ["a"] = 7, [""] = null, ["b"] = new Dictionary<string, object?> { ["\0"] = new byte[] { 0xFF } } }),
        ("a list", new List<object?> { 1, "a", null, -1L, new List<object?>() }), ("a deep list", Nested(500)), ("blank", " \r\n"), ("controls", "a\r\nb\0\u001b[2J"),
    ];

    public static IEnumerable<HostileCase> All => [.. Histories(), .. Dues(), .. OddValues(), .. Orders()];

    private static IEnumerable<HostileCase> Histories()
    {
        string[] broken =
        [
            "x", "{}", "null", "[]", "{", Wire("0", ""), Wire("-1", ""), Wire("1.5", ""), Wire("\"1\"", ""), Wire("99999999999", ""), Wire("1", "null"), Wire("1", "{}"), Wire("1", "7"),
            Wire("1", Attempt.Replace("\"alpha\"", "null", StringComparison.Ordinal)), Wire("1", Attempt.Replace("\"transient\"", "7", StringComparison.Ordinal)),
            Wire("1", Attempt.Replace("\"duration\":1", "\"duration\":1e30", StringComparison.Ordinal)), Wire("1", Attempt.Replace("\"duration\":1", "\"duration\":\"x\"", StringComparison.Ordinal)),
            Wire("1", Attempt.Replace("\"duration\":1", "\"duration\":-922337203685", StringComparison.Ordinal)), Wire("1", Attempt.Replace("\"duration\":1", "\"duration\":922337203685", StringComparison.Ordinal)),
            Wire("1", Attempt.Replace("\"number\":1", "\"number\":0", StringComparison.Ordinal)), Wire("1", Attempt.Replace("\"duration\":1", "\"duration\":1,\"retryAfter\":-922337203685", StringComparison.Ordinal)),
            """{"createdAt":"x","round":1,"attempts":[]}""", """{"createdAt":null,"round":1,"attempts":[]}""", """{"round":1,"attempts":[]}""", new('[', 2000), Wire("1", "") + "\0", "\ufffd\ufffd",
        ];
        foreach (var text in broken)
            yield return Header("history", Expected.Malformed, History, text);

        yield return Header("history", Expected.Answered, History, "", "empty");
        yield return Header("history", Expected.Answered, History, Wire("1", ""), "of a first attempt");
        yield return Header("history", Expected.Answered, History, Wire("2147483647", ""), "round int.MaxValue");
        yield return Header("history", Expected.Malformed, History, Wire("2147483648", ""), "round int.MaxValue + 1");
        yield return Header("history", Expected.Answered, History, Wire("1", "", "-5"), "negative deferrals");
        yield return Header("history", Expected.Answered, History, Wire("1", "", "2147483647"), "deferrals int.MaxValue");
        yield return Header("history", Expected.Malformed, History, Wire("1", "", "1e99"), "deferrals 1e99");
        yield return Header("history", Expected.ChainExhausted, History, Wire("1", string.Join(',', Enumerable.Repeat(Attempt, 700))), "700 attempts");
        yield return Header("history", Expected.ChainExhausted, History, Wire("2147483647", Attempt), "one attempt of round 1 in round int.MaxValue, far past the limit of rounds") with { Expected = Expected.Answered | Expected.ChainExhausted };
        yield return Header("history", Expected.Malformed, History, Wire("2", Attempt.Replace("\"number\":1", "\"number\":2147483647", StringComparison.Ordinal)), "number int.MaxValue");
        yield return Header("history", Expected.Answered, History, Wire("2", Attempt.Replace("2026-01-01", "9999-12-31", StringComparison.Ordinal)), "an attempt in year 9999");
        yield return Header("history", Expected.DeadlineExceeded, History, Wire("2", Attempt.Replace("2026-01-01", "9999-12-31", StringComparison.Ordinal).Replace("\"duration\":1", "\"duration\":1,\"retryAfter\":3600", StringComparison.Ordinal)), "to be left alone in year 9999");
        yield return Header("history", Expected.DeadlineExceeded, History, """{"createdAt":"0001-01-01T00:00:00Z","round":1,"attempts":[]}""", "of year 1");
        yield return Header("history", Expected.Answered, History, """{"createdAt":"9999-12-31T23:59:59Z","round":1,"attempts":[]}""", "of year 9999");
        yield return Header("history", Expected.DeadlineExceeded, History, """{"createdAt":"9999-12-31T23:59:59Z","expiresAt":"2020-01-01T00:00:00Z","round":1,"attempts":[]}""", "expired");
        yield return Header("history", Expected.Answered, History, Wire("2", Attempt.Replace("transient", "nonsense", StringComparison.Ordinal)), "a kind of failure of a newer version");
        yield return Header("history", Expected.Answered, History, Wire("1", "", more: ",\"x\":{\"y\":[1]}"), "of a newer version");
    }

    private static IEnumerable<HostileCase> Dues()
    {
        foreach (var text in new[] { "x", "-1", "1.5", "1e3", "0x10", "9223372036854775807", "253402300800000", "99999999999999999999", "253402300799999", "2026-01-01T00:00:00Z" })
            yield return Header("due", Expected.Malformed, Due, text);
        foreach (var text in new[] { "", "0", "1", "1700000000000" })
            yield return Header("due", Expected.Answered, Due, text);
        yield return Header("due", Expected.Answered, Due, 1_700_000_000_000L, "a number");
        yield return new HostileCase("due", "after the deadline", Expected.DeadlineExceeded, draft =>
        {
            var now = TimeProvider.System.GetUtcNow();
            draft.Headers[Due] = now.AddDays(3).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            draft.Json = $$"""{"id":"$ID","routingGroup":"$GROUP","body":{},"deadline":"{{now.AddSeconds(3):O}}"}""";
        });
        yield return new HostileCase("due", "in a second", Expected.Answered, draft =>
            draft.Headers[Due] = TimeProvider.System.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<HostileCase> OddValues()
    {
        string[] ofMassTransit =
        [
            "MT-Redelivery-Count", "MT-Response-Address", "MT-Fault-Address", "MT-Source-Address", "MT-Request-Id", "MT-Conversation-Id", "MT-Initiator-Id", "MT-MessageType", "MT-Host-Info",
            "MT-Forwarder-Address", "MT-Scheduling-TokenId", "MT-Activity-Id", "MT-Reason", "MT-Fault-Message", "TransportSentTime", "MessageId", "CorrelationId", "ConversationId", "RequestId",
            "InitiatorId", "SourceAddress", "ResponseAddress", "FaultAddress", "publishId", "Dispatch-Unclaimed", "traceparent",
        ];
        foreach (var (name, value) in Odd)
        {
            yield return Header("history", value is null or " \r\n" ? Expected.Answered : Expected.Malformed, History, value, name);
            yield return Header("due", value is null or " \r\n" ? Expected.Answered : value is (byte)7 ? Expected.Answered : Expected.Malformed, Due, value, name);
            yield return Header("header", Expected.Answered, "x-anything", value, name);
            foreach (var header in ofMassTransit)
                yield return Header("MassTransit's header", Expected.Answered, header, value, $"{header}: {name}");
            foreach (var header in new[] { "x-delivery-count", "x-acquired-count", "x-death", "x-first-death-queue", "x-last-death-reason", "x-dotnet-pub-seq-no", "x-delay", "x-match" })
                yield return Header("the broker's header", Expected.Answered, header, value, $"{header}: {name}");
        }

        foreach (var header in ofMassTransit)
        {
            yield return Header("MassTransit's header", Expected.Answered, header, "queue:dispatch.requests", $"{header}: an address of our own");
            yield return Header("MassTransit's header", Expected.Answered, header, "{\"a\":1}", $"{header}: JSON");
        }

        yield return Header("MassTransit's header", Expected.Answered, "MT-MessageType", "urn:message:Other:Thing", "MT-MessageType: another");
        yield return Header("MassTransit's header", Expected.Answered, "MT-Redelivery-Count", "2147483647", "MT-Redelivery-Count: int.MaxValue");
        yield return Header("MassTransit's header", Expected.Malformed, "Content-Type", "application/vnd.masstransit+json", "Content-Type: that of an envelope, and no property");
    }

    private static IEnumerable<HostileCase> Orders()
    {
        yield return Header("the broker's header", Expected.Answered, "CC", new List<object?> { "dispatch.requests", "nowhere" }, "CC: the same queue and none");
        yield return Header("the broker's header", Expected.Answered, "BCC", new List<object?> { "dispatch.requests", "nowhere" }, "BCC: the same queue and none");
        yield return Header("the broker's header", Expected.Answered, "x-delivery-count", 50L, "x-delivery-count: 50");
        yield return Header("the broker's header", Expected.Answered, "x-acquired-count", long.MaxValue, "x-acquired-count: long.MaxValue");
        yield return Header("the broker's header", Expected.Answered, "x-death", new List<object?> { Death("dispatch.requests", "expired"), Death("dispatch.requests.retry", "rejected") }, "x-death: forged");
        yield return Header("header", Expected.Answered, "", "no name", "no name");
        yield return Header("header", Expected.Answered, new string('n', 255), "x", "a name of 255 bytes");
        yield return Header("header", Expected.Answered, "a\r\nforged: header\0", "x", "a name of two lines");
        yield return Header("header", Expected.Answered, "x-large", new string('x', 100_000), "100,000 bytes");
        yield return new HostileCase("header", "2,000 of them", Expected.Answered, draft =>
        {
            for (var i = 0; i < 2000; i++)
                draft.Headers[$"h-{i}"] = i;
        });
        yield return new HostileCase("header", "none", Expected.Answered, draft => draft.Properties.Headers = null);
    }

    private static Dictionary<string, object?> Death(string queue, string reason) =>
        new() { ["queue"] = queue, ["reason"] = reason, ["count"] = 1_000_000L, ["exchange"] = "", ["routing-keys"] = new List<object?> { queue } };

    private static object? Nested(int depth)
    {
        object? value = "x";
        for (var i = 0; i < depth; i++)
            value = new List<object?> { value };
        return value;
    }

    private static string Wire(string round, string attempts, string deferrals = "0", string more = "") =>
        $$"""{"createdAt":"{{TimeProvider.System.GetUtcNow():O}}","round":{{round}},"deferrals":{{deferrals}},"attempts":[{{attempts}}]{{more}}}""";

    private static HostileCase Header(string family, Expected expected, string name, object? value, string? kind = null) =>
        new(family, kind ?? Short($"{value}"), expected, draft =>
        {
            draft.Headers[name] = value;
            if (name == "Content-Type")
                draft.Properties.ContentType = null;
        });

    private static string Short(string text) => text.Length > 60 ? text[..60] : text;
}
