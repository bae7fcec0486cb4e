using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers;

public sealed class UsageReaderTests
{
    [Fact]
    public void Reads_the_usage_of_a_chat_completion() =>
        Assert.Equal(
            new TokenUsage { InputTokens = 10, OutputTokens = 20, TotalTokens = 30, CachedInputTokens = 4, ReasoningTokens = 5 },
            Read("""
                {"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,
                "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":5}}}
                """));

    [Fact]
    public void Reads_the_usage_of_the_responses_api() =>
        Assert.Equal(
            new TokenUsage { InputTokens = 1, OutputTokens = 2, TotalTokens = 3, CachedInputTokens = 0, ReasoningTokens = 0 },
            Read("""
                {"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3,
                "input_tokens_details":{"cached_tokens":0},"output_tokens_details":{"reasoning_tokens":0}}}
                """));

    [Fact]
    public void Reads_the_usage_of_embeddings() =>
        Assert.Equal(
            new TokenUsage { InputTokens = 8, TotalTokens = 8 },
            Read("""{"object":"list","data":[],"usage":{"prompt_tokens":8,"total_tokens":8}}"""));

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("7.0", 7L)]
    [InlineData("7e1", 70L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e400", null)]
    [InlineData("7.5", null)]
    [InlineData("-1", null)]
    [InlineData("\"7\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Takes_a_count_only_where_it_is_one(string count, long? expected) =>
        Assert.Equal(
            new TokenUsage { InputTokens = expected, OutputTokens = 1 },
            Read($$$"""{"usage":{"prompt_tokens":{{{count}}},"completion_tokens":1}}"""));

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":1,"prompt_tokens_details":null,"completion_tokens_details":"none"}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":null}}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"prompt_tokens_details":[1]}}""")]
    public void Goes_without_details_of_another_shape(string answer) =>
        Assert.Equal(new TokenUsage { InputTokens = 1 }, Read(answer));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":[]}""")]
    [InlineData("""{"usage":"some"}""")]
    [InlineData("""{"usage":{}}""")]
    [InlineData("""{"usage":{"prompt_tokens":"many"}}""")]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":1}}]}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Is_null_where_nothing_is_said(string answer) => Assert.Null(Read(answer));

    private static TokenUsage? Read(string answer) => UsageReader.Read(JsonElement.Parse(answer));
}
