using System.Text.Json;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Anthropic;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>What holds for every request and every answer.</summary>
public sealed class AnthropicProperties
{
    private const string Surrogate = "\"\\ud800\"";

    private static readonly AnthropicProtocol Protocol = new(MessagesApi.Options);

    private static readonly Gen<string> Text = Gen.OneOf(
        "\"Hello\"", "\"\"", "\" \\n\"", "\"\\u0020\\t\"", "\"é😀 \\u00e9 \\\\ \\\" \"", Surrogate, "\"{\\\"a\\\":1}\"", "\"{oops\"", "\"a, b\"");

    private static readonly Gen<string> Url = Gen.OneOf(
        "\"data:image/png;base64,AAAA\"", "\"data:image\\/png;base64,A\\/A=\"", "\"data:application/pdf;base64,AA\"", "\"data:,\"", "\"data:\"",
        "\"https://example.com/a\"", "\"file:///a\"", "\"\"", Surrogate, "\"data:image/png\\u003bbase64,\\ud800\"");

    // Every word that the mapper knows, so that its ways are walked.
    private static readonly Gen<string> Word = Gen.OneOf(
        "model", "messages", "role", "content", "type", "text", "refusal", "image_url", "url", "detail", "file", "file_data", "filename", "tool_calls",
        "id", "function", "name", "arguments", "tool_call_id", "tools", "parameters", "strict", "tool_choice", "parallel_tool_calls", "response_format",
        "json_schema", "schema", "properties", "items", "anyOf", "additionalProperties", "temperature", "top_p", "max_tokens", "max_completion_tokens",
        "stop", "user", "metadata", "user_id", "n", "logit_bias", "modalities", "stop_reason", "usage", "input_tokens", "cache_read_input_tokens",
        "output_tokens", "output_tokens_details", "thinking_tokens", "input", "stop_details", "explanation", "object", "user", "assistant", "tool",
        "system", "developer", "message", "tool_use", "json_object", "auto", "none", "required", "refusal", "\\ud800", "m\\u006fdel", "");

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Text, Url, Word.Select(word => $"\"{word}\""), Gen.OneOf("1", "0", "-1", "1.5", "1e400", "12345678901234567890", "true", "false", "null"));

    private static readonly Gen<string> Anything = Gen.Recursive<string>((depth, value) => depth > 5
        ? Leaf
        : Gen.Frequency((2, Leaf), (4, ObjectOf(Word, value, 5)), (2, ListOf(value, 4))));

    private static readonly Gen<string> UserPart = Gen.OneOf(
        Text.Select(text => $$"""{"type":"text","text":{{text}}}"""),
        Url.Select(url => $$$"""{"type":"image_url","image_url":{"url":{{{url}}}}}"""),
        Gen.Select(Url, Text, (url, name) => $$$"""{"type":"file","file":{"file_data":{{{url}}},"filename":{{{name}}}}}"""));

    private static readonly Gen<string> Call = Gen.Select(
        Text, (arguments) => $$$"""{"id":"call_1","type":"function","function":{"name":"f","arguments":{{{arguments}}}}}""");

    private static readonly Gen<string> Message = Gen.OneOf(
        Gen.Select(Gen.OneOf("system", "developer", "user", "assistant"), Text, (role, text) => $$"""{"role":"{{role}}","content":{{text}}}"""),
        ListOf(UserPart, 3).Select(parts => $$"""{"role":"user","content":{{parts}}}"""),
        Gen.Select(Text, ListOf(Call, 3), (text, calls) => $$"""{"role":"assistant","content":{{text}},"tool_calls":{{calls}}}"""),
        Text.Select(text => $$"""{"role":"tool","tool_call_id":"call_1","content":{{text}}}"""));

    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.OneOf(
            "\"n\":1", "\"n\":3", "\"seed\":1", "\"temperature\":0.5", "\"temperature\":2", "\"top_p\":0.1", "\"max_tokens\":5", "\"parallel_tool_calls\":false",
            "\"tool_choice\":\"required\"", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"response_format\":{\"type\":\"json_object\"}"),
        Text.Select(text => $"\"stop\":{text}"),
        Text.Select(text => $"\"user\":{text}"));

    private static readonly Gen<string> Chat = Gen.Select(
        ListOf(Message, 8), Field.Array[0, 4], (messages, fields) => $"{{{string.Join(',', fields.Append($"\"messages\":{messages}"))}}}");

    [Fact]
    public void A_chat_request_is_sent_as_turns_of_user_and_assistant_or_left_to_other_members() =>
        Chat.Sample(
            body =>
            {
                if (Protocol.TryMap(MessagesApi.Call(body, drops: true, model: "m"), out var mapped, out var failed))
                    AssertSound(mapped);
                else
                    Assert.Equal(FailureKind.ModelUnavailable, failed.Kind);

                // Nothing is left out where that is not allowed.
                if (Protocol.TryMap(MessagesApi.Call(body, model: "m"), out var whole, out _))
                    Assert.Empty(whole.DroppedFields);
            },
            iter: 5_000);

    [Fact]
    public void No_request_of_whatever_json_makes_the_mapping_throw() =>
        Gen.OneOf(ObjectOf(Word, Anything, 6), ListOf(Anything, 3).Select(list => $$"""{"messages":{{list}}}""")).Sample(
            body =>
            {
                if (Protocol.TryMap(MessagesApi.Call(body, drops: true, model: "m"), out var mapped, out _))
                    AssertSound(mapped);
            },
            iter: 5_000);

    [Fact]
    public void No_answer_of_whatever_json_makes_the_mapping_throw() =>
        Gen.OneOf(
            Anything,
            Gen.Select(ListOf(Anything, 3), Anything, Anything, (content, reason, usage) =>
                $$"""{"type":"message","content":{{content}},"stop_reason":{{reason}},"usage":{{usage}}}""")).Sample(
            answer =>
            {
                if (MessagesApi.Read(answer) is ProviderReply.Answered answered)
                    Assert.Equal("chat.completion", answered.Body.GetProperty("object").GetString());
            },
            iter: 5_000);

    private static void AssertSound(MappedCall mapped)
    {
        var request = JsonElement.Parse(mapped.Body.FirstSpan, new JsonDocumentOptions { MaxDepth = 1000, AllowDuplicateProperties = true });
        var roles = request.GetProperty("messages").EnumerateArray().Select(turn => turn.GetProperty("role").GetString()).ToList();

        Assert.NotEmpty(roles);
        Assert.All(roles.Index(), role => Assert.Equal(role.Index % 2 == 0 ? "user" : "assistant", role.Item));
        Assert.All(request.GetProperty("messages").EnumerateArray(), turn => Assert.NotEqual(0, turn.GetProperty("content").GetArrayLength()));
    }

    private static Gen<string> ObjectOf(Gen<string> name, Gen<string> value, int most) =>
        Gen.Select(name, value, (key, member) => $"\"{key}\":{member}").Array[0, most].Select(members => $"{{{string.Join(',', members)}}}");

    private static Gen<string> ListOf(Gen<string> item, int most) => item.Array[0, most].Select(items => $"[{string.Join(',', items)}]");
}
