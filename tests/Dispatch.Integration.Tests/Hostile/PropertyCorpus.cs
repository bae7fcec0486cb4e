using System.IO.Compression;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>AMQP properties, content types and encodings among them.</summary>
internal static class PropertyCorpus
{
    public static IEnumerable<HostileCase> All => [.. ContentTypes(), .. Encodings(), .. Properties()];

    private static IEnumerable<HostileCase> ContentTypes()
    {
        // What names no format that is known is tried as plain JSON.
        string?[] unknown =
        [
            null, "", " ", "text/plain", "text/json", "application/octet-stream", "application/xml", "garbage", "a/b; charset=\"", "application/json; charset=utf-16", "APPLICATION/JSON",
            "application/json\r\nX-Evil: 1", "application/json;", ";", "/", "a/", "application/vnd.masstransit+bson", "application/vnd.masstransit+xml", "application/vnd.masstransit+aes",
            "application/vnd.masstransit+newtonsoft", "application/x-msgpack", "text/html; a=\"b\\", "\0", "application/json; a*=utf-8''%e2", new('x', 255),
        ];
        foreach (var type in unknown)
            yield return Set("content type", $"{type ?? "none"}", Expected.Answered, properties => properties.ContentType = type);
        yield return Set("content type", "of an envelope, for plain JSON", Expected.Malformed, properties => properties.ContentType = "application/vnd.masstransit+json");
        yield return Set("content type", "of an envelope, with parameters", Expected.Malformed, properties => properties.ContentType = "application/vnd.masstransit+json; charset=utf-8");
        yield return new HostileCase("content type", "none, for an envelope", Expected.Malformed, draft =>
        {
            draft.Properties.ContentType = null;
            draft.Json = """{"messageId":"$MID","messageType":["urn:message:Dispatch.Contracts:CompletionRequest"],"message":{"id":"$ID","body":{}}}""";
        });
        yield return new HostileCase("content type", "text/plain, for text", Expected.Malformed, draft =>
        {
            draft.Properties.ContentType = "text/plain";
            draft.Json = "Please summarise $ID.";
        });
    }

    private static IEnumerable<HostileCase> Encodings()
    {
        foreach (var encoding in new[] { "identity", "gzip", "utf-8", "garbage\r\n", new string('e', 255) })
            yield return Set("content encoding", encoding, Expected.Answered, properties => properties.ContentEncoding = encoding);
        yield return new HostileCase("content encoding", "gzip, really", Expected.Malformed, draft =>
        {
            draft.Properties.ContentEncoding = "gzip";
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
                gzip.Write(draft.Body);
            draft.Body = packed.ToArray();
        });
    }

    private static IEnumerable<HostileCase> Properties()
    {
        string[] ids = ["", " ", "garbage", "\r\nforged", "\0", "00000000-0000-0000-0000-000000000000", new('i', 255), "{}"];
        foreach (var id in ids)
        {
            yield return Set("property", $"message id '{id}'", Expected.Answered, properties => properties.MessageId = id);
            yield return Set("property", $"correlation id '{id}'", Expected.Answered, properties => properties.CorrelationId = id);
        }

        yield return Set("property", "no message id", Expected.Answered, properties => properties.ClearMessageId());
        foreach (var address in new[] { "dispatch.requests", "amq.rabbitmq.reply-to.garbage", "nowhere", "", "rabbitmq://other-host.invalid/x" })
            yield return Set("property", $"reply to '{address}'", Expected.Answered, properties => properties.ReplyTo = address);
        foreach (byte priority in new byte[] { 0, 9, 255 })
            yield return Set("property", $"priority {priority}", Expected.Answered, properties => properties.Priority = priority);
        foreach (var expiration in new[] { "0", "1", "86400000", "4294967295" })
            yield return Set("property", $"expiration {expiration}", Expected.Answered, properties => properties.Expiration = expiration);
        foreach (var time in new[] { 0, 1, -1, long.MaxValue, long.MinValue, 253_402_300_800 })
        {
            // A time in the past is when it was sent, and its time to live is over.
            yield return Set("property", $"timestamp {time}", time is 0 or 1 or < -1 or -1 ? Expected.DeadlineExceeded | Expected.Answered : Expected.Answered, properties => properties.Timestamp = new AmqpTimestamp(time));
        }

        yield return Set("property", "transient", Expected.Answered, properties => properties.DeliveryMode = DeliveryModes.Transient);
        foreach (var text in new[] { "", "a\r\nb\0", new string('t', 255) })
        {
            yield return Set("property", $"type '{text}'", Expected.Answered, properties => properties.Type = text);
            yield return Set("property", $"app id '{text}'", Expected.Answered, properties => properties.AppId = text);
            yield return Set("property", $"cluster id '{text}'", Expected.Answered, properties => properties.ClusterId = text);
        }
    }

    private static HostileCase Set(string family, string kind, Expected expected, Action<BasicProperties> set) =>
        new(family, kind.Length > 60 ? kind[..60] : kind, expected, draft => set(draft.Properties));
}
