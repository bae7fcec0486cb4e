using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class RequestBodyProperties
{
    private static readonly Gen<string> Space = Gen.OneOf("", "", " ", "\n", "\t \r\n");

    private static readonly Gen<string> Name = Gen.OneOf(
        "\"model\"", "\"mod\\u0065l\"", "\"stream\"", "\"Model\"", "\"mode\"", "\"\\ud83d\\ude00\"", "\"\"", "\"a\\\"model\\\":\"");

    private static readonly Gen<string> Leaf = Gen.OneOf(
        "1", "1.0", "1e2", "-0.0", "12345678901234567890123", "true", "null", "\"text\"", "\"\\\"model\\\":\\\"x\\\"\"", "\"é😀\"", "\"}\"");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 3
        ? Leaf
        : Gen.Frequency(
            (4, Leaf),
            (1, MembersOf(value).Select(members => $"{{{string.Join(',', members)}}}")),
            (1, value.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"))));

    private static readonly Gen<(string Before, Member[] Members, string After)> Body = Gen.Select(Space, MembersOf(Value), Space);

    private static readonly Gen<string> Model = Gen.String[Gen.Char["abc/-.:\"\\\n\té日"], 0, 12];

    [Fact]
    public void Splicing_changes_the_bytes_of_the_model_and_no_other() =>
        Body.Sample(body =>
        {
            var isNamed = body.Members.Any(member => member.IsModel);
            var replaced = body.Members.Select(member => member.IsModel ? member with { Value = "\"m\"" } : member);
            var (before, after) = (Render(body), Render((body.Before, [.. replaced], body.After)).Trim());
            var expected = isNamed
                ? after
                : before.Trim().Insert(1, "\"model\":\"m\"" + (body.Members.Length > 0 ? "," : ""));

            Assert.Equal(expected, Encoding.UTF8.GetString(RequestBody.Parse(Encoding.UTF8.GetBytes(before)).WithModel("m")));
        });

    [Fact]
    public void A_spliced_body_parses_to_the_body_with_its_model_replaced() =>
        Gen.Select(Body, Model).Sample((body, model) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Render(body));
            var expected = Parse(bytes);
            expected["model"] = model;

            var spliced = Parse(RequestBody.Parse(bytes).WithModel(model).ToArray());

            Assert.True(JsonNode.DeepEquals(expected, spliced), $"{expected} is not {spliced}");
        });

    [Fact]
    public void The_model_put_in_is_the_model_read() =>
        Gen.Select(Body, Model).Sample((body, model) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Render(body));

            var before = RequestBody.Parse(bytes);
            var after = RequestBody.Parse(before.WithModel(model).ToArray());

            Assert.Equal((model, before.Streams, before.MaxTokens), (after.Model, after.Streams, after.MaxTokens));
        });

    private static Gen<Member[]> MembersOf(Gen<string> value) =>
        Gen.Select(Space, Name, Space, Space, value, Space, (a, name, b, c, member, d) => new Member(a, name, b, c, member, d)).Array[0, 4];

    private static string Render((string Before, Member[] Members, string After) body) =>
        $"{body.Before}{{{string.Join<Member>(',', body.Members)}}}{body.After}";

    // The last of several members of one name counts, as in every parser of note.
    private static JsonObject Parse(ReadOnlySpan<byte> json) => (JsonObject)ToNode(JsonElement.Parse(json))!;

    private static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject()
            .GroupBy(member => member.Name, member => member.Value)
            .Select(group => KeyValuePair.Create(group.Key, ToNode(group.Last())))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(ToNode)]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };

    private sealed record Member(string Before, string Name, string AfterName, string BeforeValue, string Value, string After)
    {
        public bool IsModel => Name is "\"model\"" or "\"mod\\u0065l\"";

        public override string ToString() => $"{Before}{Name}{AfterName}:{BeforeValue}{Value}{After}";
    }
}
