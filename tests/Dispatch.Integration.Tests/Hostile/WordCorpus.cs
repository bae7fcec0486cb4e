using System.Text.Json;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Ids, routing groups, endpoints and deadlines that are text, and what text can be at its worst.</summary>
internal static class WordCorpus
{
    private static readonly string[] Nasty =
    [
        "\0", "a\0b", "\r\n", "\n2026-01-01T00:00:00.000Z info: forged[0] A line of its own", "\u001b[2J\u001b[31m", "../../etc/passwd", "..\\..\\windows", "C:\\nul", "/dev/null",
        "'; DROP TABLE requests; --", "{0}{1}%s%n", "{Id}", "<script>alert(1)</script>", "${jndi:ldap://evil/x}", "$(reboot)", "\u202e\u2066gro.elpmaxe", "\u2028\u2029\u0085", "\ufeff",
        "\ud83d\udc69\u200d\ud83d\ude80", "e\u0301\u0302\u0303", "%00%0d%0a", "\u007f\u0080\u009f", "a\tb", "\ufffe\uffff", "dispatch.requests", "*", "#", "null",
    ];

    public static IEnumerable<HostileCase> All => [.. Ids(), .. Groups(), .. Endpoints(), .. Deadlines()];

    private static IEnumerable<HostileCase> Ids()
    {
        foreach (var text in Nasty)
            yield return Id(Expected.Answered, text);
        yield return Id(Expected.Answered, new string('x', 505));
        yield return Id(Expected.Malformed, new string('x', 506));
        yield return Id(Expected.Malformed, new string('x', 10_000));
        foreach (var blank in new[] { "", " ", "\u00a0\u2003", "\r\n\t" })
            yield return HostileCase.OfJson("id", $"blank, {blank.Length} characters", Expected.Malformed, $$"""{"id":{{Quote(blank)}},"routingGroup":"$GROUP","body":{},"metadata":{"fuzz":"$ID"} }""");
    }

    private static IEnumerable<HostileCase> Groups()
    {
        foreach (var text in (string[])[.. Nasty, "", " ", "CHAT", "chat\0", new string('g', 257), new string('g', 10_000)])
        {
            yield return HostileCase.OfJson("routing group", Short(text), Expected.Unroutable, $$"""{"id":"$ID","routingGroup":{{Quote(text)}},"body":{} }""");
            yield return HostileCase.OfJson("routing group", $"as the model: {Short(text)}", text.Length > 256 ? Expected.Rejected : Expected.Unroutable, $$"""{"id":"$ID","body":{"model":{{Quote(text)}} } }""");
        }
    }

    private static IEnumerable<HostileCase> Endpoints()
    {
        foreach (var text in Nasty)
            yield return Endpoint(text.StartsWith('/') ? Expected.Rejected : Expected.Malformed, text);
        foreach (var text in new[] { "", " ", "v1/chat/completions", "http://evil/v1/chat/completions", "\\v1\\chat" })
            yield return Endpoint(Expected.Malformed, text);
        string[] refused =
        [
            "/", "//", "//evil/x", "///evil", "/../..", "/v1", "/v1/", "/v1/..", "/v1/../admin", "/v1/./x", "/v1//x", "/v1/%2e%2e/x", "/v1/x?key=1", "/v1/x#y", "/v1/@evil", "/v1/x\r\nHost: evil",
            "/v1/x HTTP/1.1\r\nX: y", "/v1/\0", "/v1/\u00e9", "/v1\\..\\x", "/V1/chat/completions", "/v1/" + new string('x', 253), "/v1/" + new string('x', 10_000), "/v2/chat/completions",
        ];
        foreach (var text in refused)
            yield return Endpoint(Expected.Rejected, text);
    }

    private static IEnumerable<HostileCase> Deadlines()
    {
        foreach (var past in new[] { "2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59+14:00", "2020-01-01T00:00:00", "2020-01-01" })
            yield return Deadline(Expected.DeadlineExceeded, past);
        foreach (var far in new[] { "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999+14:00", "2999-01-01T00:00:00", "9999-12-31" })
            yield return Deadline(Expected.Answered, far);
        string[] broken =
        [
            "", " ", "yesterday", "1760000000", "2026-13-45T00:00:00Z", "2026-02-30T00:00:00Z", "10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
            "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00+99:00", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00Z\r\n", "\0",
        ];
        foreach (var text in broken)
            yield return Deadline(Expected.Malformed, text);
    }

    private static HostileCase Id(Expected expected, string text) =>
        HostileCase.OfJson("id", Short(text), expected, $$"""{"id":{{Quote("$ID" + text)}},"routingGroup":"$GROUP","body":{},"metadata":{"fuzz":"$ID"} }""");

    private static HostileCase Endpoint(Expected expected, string text) =>
        HostileCase.OfJson("endpoint", Short(text), expected, $$"""{"id":"$ID","routingGroup":"$GROUP","endpoint":{{Quote(text)}},"body":{} }""");

    private static HostileCase Deadline(Expected expected, string text) =>
        HostileCase.OfJson("deadline", Short(text), expected, $$"""{"id":"$ID","routingGroup":"$GROUP","deadline":{{Quote(text)}},"body":{} }""");

    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}… ({text.Length} characters)" : text;

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
