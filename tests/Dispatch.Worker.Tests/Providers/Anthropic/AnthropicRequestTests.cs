using System.Text;
using Dispatch.Contracts;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>What the samples can't show of requests.</summary>
public sealed class AnthropicRequestTests
{
    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"model":"m","messages":"Hello"}""")]
    [InlineData("""{"model":"m","messages":null}""")]
    [InlineData("""{"model":"m","messages":["Hello"]}""")]
    [InlineData("""{"model":"m","messages":[{"content":"Hello"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":7,"content":"Hello"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":7}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":["Hello"]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"Hello"}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://example.com"}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"file"}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":{}}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[7]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"type":"function"}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{}}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":{}}}]}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"a"}]}""")]
    public void What_is_no_chat_request_is_left_to_other_members(string body) =>
        Assert.Equal(FailureKind.ModelUnavailable, MessagesApi.Refuse(MessagesApi.Call(body, drops: true)).Kind);

    [Theory]
    [InlineData("\"max_tokens\":\"1\"", "max_tokens is no whole number.")]
    [InlineData("\"max_completion_tokens\":1.5", "max_completion_tokens is no whole number.")]
    [InlineData("\"temperature\":\"hot\"", "temperature is no number.")]
    [InlineData("\"stop\":7", "stop is no string.")]
    [InlineData("\"stop\":[\"a\",null]", "stop[1] is no string.")]
    [InlineData("\"user\":7", "user is no string.")]
    [InlineData("\"metadata\":\"a\"", "metadata is no object.")]
    [InlineData("\"parallel_tool_calls\":\"no\"", "parallel_tool_calls is neither true nor false.")]
    [InlineData("\"tools\":{}", "tools is no list.")]
    [InlineData("\"tools\":[7]", "tools[0] is no object.")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0] has no function.")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{}}]", "tools[0].function.name is no string.")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":7", "tool_choice is none of auto, none, required and a function.")]
    [InlineData("\"response_format\":\"json\"", "response_format is no object.")]
    [InlineData("\"response_format\":{}", "response_format has no type.")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema is no object.")]
    public void A_field_of_the_wrong_type_is_said_even_beside_an_unsupported_one(string field, string fault)
    {
        var refused = MessagesApi.Refuse(MessagesApi.Call(MessagesApi.Chat($"\"seed\":1,{field}")));

        Assert.Equal(FailureKind.ModelUnavailable, refused.Kind);
        Assert.Equal($"The body can't be put into the words of the Messages API: {fault}", refused.Message);
    }

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/../admin")]
    public void Another_endpoint_is_left_to_other_members(string endpoint)
    {
        var refused = MessagesApi.Refuse(MessagesApi.Call(MessagesApi.Chat("\"n\":1")) with { Endpoint = endpoint });

        Assert.Equal(FailureKind.ModelUnavailable, refused.Kind);
        Assert.Contains($"'{endpoint}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"system","content":"Be kind."}""")]
    [InlineData("""{"role":"user","content":""}""")]
    [InlineData("""{"role":"user","content":" \n\u0020"}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f"}}]},{"role":"tool","tool_call_id":"c","content":"a"}""")]
    public void A_request_in_which_the_user_does_not_begin_is_left_to_other_members(string messages) =>
        Assert.Equal(FailureKind.ModelUnavailable, MessagesApi.Refuse(MessagesApi.Call(MessagesApi.Chats(messages), drops: true)).Kind);

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"model":"","messages":[{"role":"user","content":"a"}]}""")]
    public void The_member_names_the_model_where_the_body_names_none(string body)
    {
        Assert.Equal(FailureKind.ModelUnavailable, MessagesApi.Refuse(MessagesApi.Call(body)).Kind);
        Assert.Equal("claude-y", ModelOf(body, "claude-y"));
    }

    [Fact]
    public void The_member_names_the_model_where_the_body_names_another() =>
        Assert.Equal("claude-y", ModelOf(MessagesApi.Chat("\"n\":1"), "claude-y"));

    [Fact]
    public void Texts_are_carried_over_byte_for_byte()
    {
        const string Odd = """ \ud800 \u00e9 é 😀 \/ \\ " """;
        var text = Odd.Replace("\"", "\\\"", StringComparison.Ordinal);

        var mapped = MessagesApi.Map(MessagesApi.Call(MessagesApi.Chats($$"""{"role":"user","content":"{{text}}"}""")));

        Assert.Contains($"\"{text}\"", Encoding.UTF8.GetString(mapped.Body.FirstSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_carried_over_escapes_and_all()
    {
        var mapped = MessagesApi.Map(MessagesApi.Call(MessagesApi.Chats(
            """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image\/png;base64,AA\/+\u002b=="}}]}""")));

        var source = MessagesApi.Json(mapped.Body).GetProperty("messages")[0].GetProperty("content")[0].GetProperty("source");
        Assert.Equal(("image/png", "AA/++=="), (source.GetProperty("media_type").GetString(), source.GetProperty("data").GetString()));
    }

    [Fact]
    public void The_last_of_several_fields_of_one_name_counts()
    {
        var mapped = MessagesApi.Map(MessagesApi.Call(MessagesApi.Chat("\"max_tokens\":1,\"seed\":1,\"max_tokens\":2,\"seed\":null")));

        Assert.Equal(2, MessagesApi.Json(mapped.Body).GetProperty("max_tokens").GetInt32());
    }

    private static string? ModelOf(string body, string model) =>
        MessagesApi.Json(MessagesApi.Map(MessagesApi.Call(body, model: model)).Body).GetProperty("model").GetString();
}
