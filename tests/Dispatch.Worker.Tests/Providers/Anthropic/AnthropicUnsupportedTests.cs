using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>What the Messages API has no place for: the call is refused, or it is left out and named.</summary>
public sealed class AnthropicUnsupportedTests
{
    public static TheoryData<string, string> Fields() => new()
    {
        { "\"n\":2", "n" },
        { "\"n\":\"1\"", "n" },
        { "\"seed\":0", "seed" },
        { "\"logprobs\":true", "logprobs" },
        { "\"top_logprobs\":3", "top_logprobs" },
        { "\"presence_penalty\":0.1", "presence_penalty" },
        { "\"frequency_penalty\":-1", "frequency_penalty" },
        { "\"logit_bias\":{\"1\":5}", "logit_bias" },
        { "\"stream\":true", "stream" },
        { "\"store\":true", "store" },
        { "\"audio\":{\"voice\":\"alloy\"}", "audio" },
        { "\"modalities\":[\"text\",\"audio\"]", "modalities" },
        { "\"prediction\":{\"type\":\"content\"}", "prediction" },
        { "\"service_tier\":\"flex\"", "service_tier" },
        { "\"reasoning_effort\":\"low\"", "reasoning_effort" },
        { "\"verbosity\":\"low\"", "verbosity" },
        { "\"web_search_options\":{\"a\":1}", "web_search_options" },
        { "\"prompt_cache_key\":\"k\"", "prompt_cache_key" },
        { "\"x-unknown\":false", "x-unknown" },
        { "\"\\ud800\":1", "\\ud800" },
        { "\"temperature\":1.01", "temperature" },
        { "\"temperature\":1e400", "temperature" },
        { "\"temperature\":0.5,\"top_p\":0.9", "top_p" },
        { "\"max_tokens\":1,\"max_completion_tokens\":2", "max_tokens" },
        { "\"stop\":\" \"", "stop" },
        { "\"stop\":[\"a\",\"\\n\"]", "stop[1]" },
        { "\"metadata\":{\"team\":\"a\"}", "metadata.team" },
        { "\"user\":\"a\",\"safety_identifier\":\"b\"", "safety_identifier" },
        { $"\"user\":\"{new string('u', 257)}\"", "user" },
        { "\"response_format\":{\"type\":\"json_object\"}", "response_format (json_object)" },
        { "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}", "response_format" },
        { "\"functions\":[{\"name\":\"f\"}]", "functions" },
        { "\"function_call\":{\"name\":\"f\"}", "function_call" },
        { "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]", "tools[0] (custom)" },
        { "\"tools\":[{\"type\":\"function\",\"x\":1,\"function\":{\"name\":\"f\"}}]", "tools[0].x" },
        { "\"tool_choice\":\"required\"", "tool_choice" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\"}", "tool_choice (allowed_tools)" },
    };

    public static TheoryData<string, string> Messages() => new()
    {
        { Part("""{"type":"input_audio","input_audio":{}}"""), "messages[0].content[1] (input_audio)" },
        { Part("""{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"""), "messages[0].content[1].cache_control" },
        { Part("""{"type":"refusal","refusal":"a"}"""), "messages[0].content[1] (refusal)" },
        { Image("data:image/tiff;base64,AAAA"), "messages[0].content[1].image_url.url" },
        { Image("data:image/png,AAAA"), "messages[0].content[1].image_url.url" },
        { Image("ftp://example.com/a.png"), "messages[0].content[1].image_url.url" },
        { Image("a.png"), "messages[0].content[1].image_url.url" },
        { Part("""{"type":"image_url","image_url":{"url":"https://example.com/a","detail":"low"}}"""), "messages[0].content[1].image_url.detail" },
        { Part("""{"type":"file","file":{"file_id":"file-1"}}"""), "messages[0].content[1] (file)" },
        { Part("""{"type":"file","file":{"file_data":"data:text/plain;base64,AAAA"}}"""), "messages[0].content[1] (file)" },
        { """{"role":"user","content":"a","name":"Ann"}""", "messages[0].name" },
        { """{"role":"user","content":"a"},{"role":"function","name":"f","content":"b"}""", "messages[1] (function)" },
        { """{"role":"assistant","content":"Hello!"},{"role":"user","content":"a"}""", "messages[0] (assistant first)" },
        { """{"role":"user","content":"a"},{"role":"assistant","content":"b","audio":{"id":"x"}}""", "messages[1].audio" },
        { """{"role":"user","content":"a"},{"role":"assistant","content":null,"function_call":{"name":"f"}}""", "messages[1].function_call" },
        { Called("{oops"), "messages[1].tool_calls[0].function.arguments" },
        { Called("[1]"), "messages[1].tool_calls[0].function.arguments" },
        { Called("\\ud800"), "messages[1].tool_calls[0].function.arguments" },
    };

    public static TheoryData<string, string> Schemas() => new()
    {
        { """{"type":"integer","minimum":1}""", ".minimum" },
        { """{"type":"string","pattern":"a+"}""", ".pattern" },
        { """{"type":"string","format":"regex"}""", ".format" },
        { """{"type":"array","minItems":2,"items":{"type":"string"}}""", ".minItems" },
        { """{"type":"array","items":{"type":"string","maxLength":3}}""", ".items.maxLength" },
        { """{"type":"object","properties":{"a":{"oneOf":[]}}}""", ".properties.a.oneOf" },
        { """{"type":"object","properties":{},"additionalProperties":{"type":"string"}}""", ".additionalProperties" },
        { """{"type":"object"}""", ".additionalProperties" },
        { """{"anyOf":[{"type":"number","multipleOf":2}]}""", ".anyOf[0].multipleOf" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field(string field, string path) => AssertUnsupported(MessagesApi.Chat(field), path);

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_part_of_a_message(string messages, string path) => AssertUnsupported(MessagesApi.Chats(messages), path);

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_keyword_of_a_schema_that_answers_are_held_to(string schema, string path)
    {
        AssertUnsupported(
            MessagesApi.Chat($$$"""
                "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{schema}}}}}
                """),
            $"response_format.json_schema.schema{path}");
        AssertUnsupported(
            MessagesApi.Chat($$$"""
                "tools":[{"type":"function","function":{"name":"n","strict":true,"parameters":{{{schema}}}}}]
                """),
            $"tools[0].function.parameters{path}");
    }

    [Fact]
    public void All_of_them_are_named_at_once_and_the_rest_is_sent()
    {
        var body = MessagesApi.Chat("\"seed\":1,\"temperature\":0.5,\"n\":2");

        Assert.Equal(
            "The Messages API has no place for seed, n. Write \"unsupported\": \"drop\" at the member of the routing group to leave that out.",
            MessagesApi.Refuse(MessagesApi.Call(body)).Message);
        var mapped = MessagesApi.Map(MessagesApi.Call(body, drops: true));
        Assert.Equal(["seed", "n"], mapped.DroppedFields);
        Assert.Equal(["model", "max_tokens", "messages", "temperature"], MessagesApi.Json(mapped.Body).EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void A_path_of_any_depth_is_cut()
    {
        var schema = string.Concat(Enumerable.Repeat("{\"items\":", 100)) + "{\"minimum\":1}" + new string('}', 100);

        var mapped = MessagesApi.Map(MessagesApi.Call(
            MessagesApi.Chat($$$"""
                "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{schema}}}}}
                """),
            drops: true));

        Assert.Matches(@"^response_format\.json_schema\.schema(\.items)+\.?\w*…$", Assert.Single(mapped.DroppedFields));
    }

    [Fact]
    public void No_more_than_a_hundred_are_named()
    {
        var body = MessagesApi.Chat(string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"x{i}\":1")) + $",\"{new string('y', 1000)}\":1");

        var mapped = MessagesApi.Map(MessagesApi.Call(body, drops: true));

        Assert.Equal(100, mapped.DroppedFields.Length);
        Assert.All(mapped.DroppedFields, path => Assert.InRange(path.Length, 1, 120));
    }

    private static void AssertUnsupported(string body, string path)
    {
        var refused = MessagesApi.Refuse(MessagesApi.Call(body));
        Assert.Equal((FailureKind.ModelUnavailable, null), (refused.Kind, refused.StatusCode));
        Assert.Contains($" {path}. Write", refused.Message, StringComparison.Ordinal);

        var mapped = MessagesApi.Map(MessagesApi.Call(body, drops: true));
        Assert.Equal([path], mapped.DroppedFields);
        Assert.Equal(JsonValueKind.Object, MessagesApi.Json(mapped.Body).ValueKind);
    }

    private static string Part(string part) => $$"""{"role":"user","content":[{"type":"text","text":"Hello"},{{part}}]}""";

    private static string Image(string url) => Part($$$"""{"type":"image_url","image_url":{"url":"{{{url}}}"}}""");

    private static string Called(string arguments) => $$$"""
        {"role":"user","content":"a"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{{{arguments}}}"}}]},
        {"role":"tool","tool_call_id":"c","content":"b"}
        """;
}
