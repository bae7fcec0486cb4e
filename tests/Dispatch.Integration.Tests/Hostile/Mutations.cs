using System.Text;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Good messages with random damage. A seed always does the same damage.</summary>
internal static class Mutations
{
    private const string Plain = """{"id":"$ID","routingGroup":"$GROUP","endpoint":"/v1/chat/completions","body":{"model":"m-1","messages":[{"role":"user","content":"Gr\u00fc\u00dfe, \ud83d\udc4b"}],"n":1.50},"metadata":{"fuzz":"$ID","b":"c"},"deadline":"2999-01-01T00:00:00Z"}""";
    private const string Envelope = $$"""{"messageId":"$MID","conversationId":"$MID","messageType":["urn:message:Dispatch.Contracts:CompletionRequest"],"headers":{"a":"b"},"message":{{Plain}}}""";

    private static readonly string[] Tokens =
        ["null", "true", "0", "-1", "1e999", "\"\"", "\"\\ud800\"", "[]", "{}", "[[[[]]]]", ",", ":", "\"", "\\", "{", "}", "\0", "\u2028", "\"id\":", "\"body\":7,", "/*", "//", "\ufeff"];

    public static HostileCase Of(int seed) => (seed % 5) switch
    {
        0 => Made(seed, "truncated", (random, body) => body[..random.Next(body.Length)]),
        1 => Made(seed, "bits flipped", Flip),
        2 => Made(seed, "bytes put in", (random, body) => Insert(random, body, Bytes(random, random.Next(1, 9)))),
        3 => Made(seed, "a piece cut out or doubled", CutOrDouble),
        _ => Made(seed, "tokens put in", (random, body) => Insert(random, body, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]))),
    };

    private static HostileCase Made(int seed, string kind, Func<Random, byte[], byte[]> damage)
    {
#pragma warning disable CA5394 // Repeatable, not secret.
        return new HostileCase("mutation", kind, Expected.Any, draft =>
        {
            var random = new Random(seed);
            var isEnvelope = random.Next(2) == 0;
            draft.Json = isEnvelope ? Envelope : Plain;
            draft.Properties.ContentType = isEnvelope ? "application/vnd.masstransit+json" : "application/json";
            draft.Body = damage(random, draft.Body);
            if (random.Next(4) == 0)
                draft.Headers[$"h-{random.Next()}"] = Header(random);
        });
    }

    private static byte[] Flip(Random random, byte[] body)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
            body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        return body;
    }

    private static byte[] Insert(Random random, byte[] body, byte[] what)
    {
        var place = random.Next(body.Length + 1);
        return [.. body[..place], .. what, .. body[place..]];
    }

    private static byte[] CutOrDouble(Random random, byte[] body)
    {
        var start = random.Next(body.Length);
        var end = Math.Min(body.Length, start + random.Next(1, 60));
        return random.Next(2) == 0 ? [.. body[..start], .. body[end..]] : [.. body[..end], .. body[start..]];
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static object? Header(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => random.NextInt64(),
        2 => Bytes(random, random.Next(200)),
        3 => new List<object?> { Header(random), Header(random) },
        4 => new Dictionary<string, object?> { ["a"] = Header(random) },
        _ => new AmqpTimestamp(random.NextInt64()),
    };
#pragma warning restore CA5394
}
