using System.Runtime.InteropServices;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers.Anthropic;

/// <summary>What the samples can't show of answers.</summary>
public sealed class AnthropicAnswerTests
{
    [Theory]
    [InlineData("\"end_turn\"", "stop")]
    [InlineData("\"stop_sequence\"", "stop")]
    [InlineData("\"max_tokens\"", "length")]
    [InlineData("\"model_context_window_exceeded\"", "length")]
    [InlineData("\"tool_use\"", "tool_calls")]
    [InlineData("\"refusal\"", "content_filter")]
    [InlineData("\"pause_turn\"", "stop")]
    [InlineData("\"of the future\"", "stop")]
    [InlineData("\"\\ud800\"", "stop")]
    [InlineData("null", "stop")]
    public void The_reason_to_stop_is_the_reason_to_finish(string reason, string finish)
    {
        var answered = Answered($$"""{"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":{{reason}}}""");

        Assert.Equal(finish, answered.Body.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""[{"type":"text","text":""}]""", "")]
    [InlineData("""[{"type":"thinking","thinking":"Hm."}]""", "")]
    [InlineData("[]", ""","stop_details":{"category":"bio"}""", "The model refused: bio")]
    [InlineData("[]", ""","stop_details":{"category":"bio","explanation":"Not this."}""", "The model refused: Not this.")]
    public void A_refusal_that_says_nothing_is_filtered(string content, string details, string message = "The model refused.") =>
        Assert.Equal(
            new ProviderReply.Failed(FailureKind.ContentFiltered, 200, RetryAfter: null, message),
            MessagesApi.Read($$"""{"type":"message","content":{{content}},"stop_reason":"refusal"{{details}}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"type":"message","content":[{"type":"text","te""")]
    [InlineData("""{"type":"message"}""")]
    [InlineData("""{"type":"message","content":"Hello"}""")]
    [InlineData("""{"type":"message","content":["Hello"]}""")]
    [InlineData("""{"type":"message","content":[{"type":"text"}]}""")]
    [InlineData("""{"type":"message","content":[{"type":"tool_use","name":"f"}]}""")]
    [InlineData("""{"type":"completion","content":[]}""")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")]
    [InlineData("""{"choices":[{"message":{"content":"a"}}]}""")]
    public void What_is_no_message_is_invalid(string answer)
    {
        var failed = Assert.IsType<ProviderReply.Failed>(MessagesApi.Read(answer));

        Assert.Equal((FailureKind.InvalidResponse, 200), (failed.Kind, failed.StatusCode));
    }

    [Fact]
    public void What_is_no_utf8_is_invalid() =>
        Assert.Equal(
            FailureKind.InvalidResponse,
            Assert.IsType<ProviderReply.Failed>(
                MessagesApi.Read([.. """{"type":"message","content":[{"type":"text","text":" """u8, 0xFF, .. "\"}]}"u8])).Kind);

    [Fact]
    public void Texts_and_arguments_are_carried_over_byte_for_byte()
    {
        const string Text = @"\ud800 \u00e9 é 😀 \/";
        const string Input = """{ "n" : 1.0, "e":1e2,"s":"\ud800 \u00e9 é", "n":2 }""";

        var answered = Answered($$"""
            {"type":"message","content":[{"type":"text","text":"{{Text}}"},{"type":"text","text":"{{Text}}"},
            {"type":"tool_use","id":"t","name":"f","input":{{Input}}}]}
            """);

        var message = answered.Body.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal($"\"{Text}{Text}\"", Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(message.GetProperty("content"))));
        Assert.Equal(Input, message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public void The_usage_is_read_from_what_it_is_mapped_to() =>
        Assert.Equal(
            new TokenUsage { InputTokens = 111, OutputTokens = 5, TotalTokens = 116, CachedInputTokens = 100, ReasoningTokens = 2 },
            Answered("""
                {"type":"message","content":[{"type":"text","text":"a"}],"usage":{"input_tokens":1,"cache_creation_input_tokens":10,
                "cache_read_input_tokens":100,"output_tokens":5,"output_tokens_details":{"thinking_tokens":2}}}
                """).Usage);

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"input_tokens":-1,"output_tokens":"5"}""")]
    [InlineData("""{"input_tokens":9223372036854775807,"cache_read_input_tokens":null}""")]
    public void An_answer_is_not_lost_over_its_accounts(string usage) =>
        Assert.Null(Answered($$"""{"type":"message","content":[{"type":"text","text":"a"}],"usage":{{usage}}}""").Usage);

    [Fact]
    public void The_model_that_was_asked_for_stands_in_for_one_that_is_not_named() =>
        Assert.Equal(
            "claude-y",
            Assert.IsType<ProviderReply.Answered>(MessagesApi.Read("""{"type":"message","content":[{"type":"text","text":"a"}]}""", "claude-y"))
                .Body.GetProperty("model").GetString());

    [Fact]
    public void Reads_past_a_byte_order_mark() =>
        Assert.IsType<ProviderReply.Answered>(
            MessagesApi.Read([.. Encoding.UTF8.Preamble, .. """{"type":"message","content":[{"type":"text","text":"a"}]}"""u8]));

    private static ProviderReply.Answered Answered(string answer) => Assert.IsType<ProviderReply.Answered>(MessagesApi.Read(answer));
}
