using System.Text;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>Bodies that are no JSON, JSON of another shape, or JSON that goes to the limits of what JSON may be.</summary>
internal static class JsonCorpus
{
    private const string Text = "text";
    private const string Shape = "shape";
    private const string Limits = "limits of JSON";

    public static IEnumerable<HostileCase> All => [.. Texts(), .. Shapes(), .. LimitsOfJson(), .. Bytes()];

    private static IEnumerable<HostileCase> Texts()
    {
        string[] unreadable =
        [
            "", " ", "\r\n", "{", "}", "{oops", "null", "true", "42", "-", "\"$ID\"", "[]", "[{}]", "{}", "\u0000", "NaN", "id=$ID", "<request/>", "{]", "{\"id\":\"$ID\",",
            "{'id':'$ID','body':{}}", "{\"id\":\"$ID\",\"body\":{}}}", "{\"id\":\"$ID\",\"body\":{}} {\"id\":\"$ID\",\"body\":{}}", "{\"id\":\"$ID\",\"body\":{\"a\":NaN}}",
            "{\"id\":\"$ID\",\"body\":{\"a\":01}}", "{\"id\":\"$ID\",\"body\":{\"a\":\"\u0001\"}}", "{\"id\":\"$ID\",\"body\":{\"a\":\"\\x\"}}", "{\"id\":\"$ID\",\"body\":{\"a\":\"\\u12\"}}",
        ];
        foreach (var text in unreadable)
            yield return HostileCase.OfJson(Text, $"the text {text}", Expected.Malformed, text);
    }

    private static IEnumerable<HostileCase> Shapes()
    {
        string[] values = ["null", "7", "1e999", "true", "[]", "{}", "[\"$ID\"]", "{\"id\":\"$ID\"}"];
        foreach (var value in values)
        {
            yield return HostileCase.OfJson(Shape, $"id {value}", Expected.Malformed, $$"""{"id":{{value}},"routingGroup":"$GROUP","body":{} }""");
            yield return Field(value == "null" ? Expected.Answered : Expected.Malformed, "routingGroup", value, "\"body\":{\"model\":\"alpha\"}");
            yield return Field(Expected.Malformed, "endpoint", value);
            yield return Field(value == "null" ? Expected.Answered : Expected.Malformed, "deadline", value);
            if (value is not "{}" and not "{\"id\":\"$ID\"}")
                yield return Field(Expected.Malformed, "metadata", value);
            if (value[0] != '{')
                yield return HostileCase.OfJson(Shape, $"body {value}", Expected.Malformed, $$"""{"id":"$ID","routingGroup":"$GROUP","body":{{value}}}""");
            if (value is not "null")
                yield return Field(Expected.Malformed, "metadata", $$"""{"a":{{value}}}""");
        }

        yield return HostileCase.OfJson(Shape, "no id", Expected.Malformed, """{"routingGroup":"$GROUP","body":{}}""");
        yield return HostileCase.OfJson(Shape, "no body", Expected.Malformed, """{"id":"$ID","routingGroup":"$GROUP"}""");
        yield return HostileCase.OfJson(Shape, "no group and no model", Expected.Unroutable, """{"id":"$ID","body":{}}""");
        yield return HostileCase.OfJson(Shape, "a model that nobody has", Expected.Unroutable, """{"id":"$ID","body":{"model":"nobody"}}""");
        yield return HostileCase.OfJson(Shape, "a model that is no text", Expected.Unroutable, """{"id":"$ID","body":{"model":{"a":1}}}""");
        yield return HostileCase.OfJson(Shape, "two ids", Expected.Answered, """{"id":"other","id":"$ID","routingGroup":"$GROUP","body":{}}""");
        yield return HostileCase.OfJson(Shape, "two bodies", Expected.Answered, """{"id":"$ID","body":[],"routingGroup":"$GROUP","body":{}}""");
        yield return HostileCase.OfJson(Shape, "two bodies, the last no object", Expected.Malformed, """{"id":"$ID","body":{},"routingGroup":"$GROUP","body":[]}""");
        yield return HostileCase.OfJson(Shape, "two models in the body", Expected.Answered, """{"id":"$ID","routingGroup":"$GROUP","body":{"model":"a","model":"b"}}""");
        yield return HostileCase.OfJson(Shape, "unknown fields", Expected.Answered, """{"id":"$ID","routingGroup":"$GROUP","body":{},"__proto__":{},"$type":"System.IO.FileInfo, mscorlib","x":[1,{}]}""");
        yield return HostileCase.OfJson(Shape, "other casing", Expected.Answered, """{"ID":"$ID","ROUTINGGROUP":"$GROUP","Body":{}}""");
        yield return HostileCase.OfJson(Shape, "comments and commas around the body", Expected.Answered, """{/*x*/"id":"$ID","routingGroup":"$GROUP","body":{},}""");
        yield return HostileCase.OfJson(Shape, "a comment in the body", Expected.Malformed, """{"id":"$ID","routingGroup":"$GROUP","body":{"a":1/*x*/}}""");
        yield return HostileCase.OfJson(Shape, "a comma too many in the body", Expected.Malformed, """{"id":"$ID","routingGroup":"$GROUP","body":{"a":[1,],}}""");
        yield return HostileCase.OfJson(Shape, "a stream", Expected.Rejected, """{"id":"$ID","routingGroup":"$GROUP","body":{"stream":true}}""");
    }

    private static IEnumerable<HostileCase> LimitsOfJson()
    {
        yield return Body(Expected.Answered, "numbers that no type holds", "\"a\":1e999,\"b\":-1e-999,\"c\":123456789012345678901234567890,\"max_tokens\":1e99");
        yield return Body(Expected.Answered, "numbers at the edge", "\"max_tokens\":-9223372036854775808,\"max_completion_tokens\":2147483648");
        yield return Body(Expected.Answered, "60 deep", Nested(59));
        yield return Body(Expected.Answered, "61 deep", Nested(60));
        yield return Body(Expected.Malformed, "62 deep", Nested(61));
        yield return Body(Expected.Malformed, "63 deep", Nested(62));
        yield return Body(Expected.Malformed, "64 deep", Nested(63));
        yield return Body(Expected.Malformed, "1,000 deep", Nested(1000));
        yield return Body(Expected.Malformed, "100,000 deep", Nested(100_000));
        yield return HostileCase.OfJson(Limits, "1,000 deep beside the body", Expected.Malformed, $$"""{"id":"$ID","routingGroup":"$GROUP","body":{}, {{Nested(1000)}}}""");
        yield return HostileCase.OfJson(Limits, "50,000 open brackets", Expected.Malformed, new string('[', 50_000));
        yield return HostileCase.OfJson(Limits, "50,000 open objects", Expected.Malformed, string.Concat(Enumerable.Repeat("{\"a\":", 50_000)));
        yield return Body(Expected.Answered, "escaped lone surrogates in the body", "\"a\":\"\\ud800\",\"\\udc00\":1");
        yield return Body(Expected.Answered, "10,000 fields", string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"k{i}\":{i}")));
        yield return Field(Expected.Answered, "metadata", "{" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"k{i}\":\"v\"")) + "}");
        foreach (var surrogate in new[] { "\\ud800", "\\udc00", "\\ud800\\ud800", "x\\udfffy" })
        {
            yield return HostileCase.OfJson(Limits, $"{surrogate} in the id", Expected.Malformed, $$"""{"id":"$ID{{surrogate}}","routingGroup":"$GROUP","body":{} }""");
            yield return HostileCase.OfJson(Limits, $"{surrogate} in the group", Expected.Malformed, $$"""{"id":"$ID","routingGroup":"{{surrogate}}","body":{} }""");
            yield return HostileCase.OfJson(Limits, $"{surrogate} in the model", Expected.Unroutable, $$"""{"id":"$ID","body":{"model":"{{surrogate}}"} }""");
            yield return Field(Expected.Malformed, "metadata", $$"""{"a":"{{surrogate}}"}""");
            yield return Field(Expected.Malformed, "metadata", $$"""{"{{surrogate}}":"a"}""");
            yield return Field(Expected.Malformed, "endpoint", $"\"/v1/{surrogate}\"");
        }
    }

    private static IEnumerable<HostileCase> Bytes()
    {
        byte[][] invalid = [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];
        foreach (var bytes in invalid)
        {
            var name = Convert.ToHexString(bytes);
            yield return Raw($"bytes {name} in the id", "{\"id\":\"$ID", bytes, "\",\"routingGroup\":\"$GROUP\",\"body\":{}}");
            yield return Raw($"bytes {name} in the metadata", "{\"id\":\"$ID\",\"metadata\":{\"a\":\"", bytes, "\"},\"routingGroup\":\"$GROUP\",\"body\":{}}");
            yield return Raw($"bytes {name} in the body", "{\"id\":\"$ID\",\"routingGroup\":\"$GROUP\",\"body\":{\"a\":\"", bytes, "\"}}");
            yield return Raw($"bytes {name} in a name of the body", "{\"id\":\"$ID\",\"routingGroup\":\"$GROUP\",\"body\":{\"", bytes, "\":1}}");
            yield return Raw($"bytes {name} alone", "", bytes, "");
        }

        yield return Raw("a byte order mark", "", [0xEF, 0xBB, 0xBF], "{\"id\":\"$ID\",\"routingGroup\":\"$GROUP\",\"body\":{}}");
        yield return new HostileCase("bytes", "UTF-16", Expected.Malformed, draft => draft.Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(draft.Body)));
        yield return new HostileCase("bytes", "UTF-32", Expected.Malformed, draft => draft.Body = Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(draft.Body)));
        yield return new HostileCase("bytes", "all bytes", Expected.Malformed, draft => draft.Body = [.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
    }

    private static HostileCase Raw(string kind, string before, byte[] bytes, string after) => new("bytes", kind, Expected.Malformed, draft =>
        draft.Body = [.. Encoding.UTF8.GetBytes(draft.Fill(before)), .. bytes, .. Encoding.UTF8.GetBytes(draft.Fill(after))]);

    private static HostileCase Body(Expected expected, string kind, string members) =>
        HostileCase.OfJson(Limits, kind, expected, $$"""{"id":"$ID","routingGroup":"$GROUP","body":{{{members}}},"metadata":{"fuzz":"$ID"} }""");

    private static HostileCase Field(Expected expected, string name, string value, string body = "\"body\":{}") =>
        HostileCase.OfJson(Shape, $"{name} {(value.Length > 40 ? value[..40] : value)}", expected, name == "routingGroup"
            ? $$"""{"id":"$ID","{{name}}":{{value}},{{body}}}"""
            : $$"""{"id":"$ID","routingGroup":"$GROUP","{{name}}":{{value}},{{body}}}""");

    private static string Nested(int depth) => $"\"a\":{new string('[', depth)}{new string(']', depth)}";
}
