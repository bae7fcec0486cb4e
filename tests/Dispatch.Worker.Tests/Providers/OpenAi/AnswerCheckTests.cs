using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

/// <summary>What counts as an answer, by endpoint.</summary>
public sealed class AnswerCheckTests
{
    private const string Chat = CompletionRequest.ChatCompletions;
    private const string Completions = "/v1/completions";
    private const string Embeddings = "/v1/embeddings";
    private const string Responses = "/v1/responses";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Chat, """{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":"Hi"},"finish_reason":"length"}],"error":null}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":"Hi"},"finish_reason":"content_filter"}],"error":{}}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":[{"type":"text","text":"Hi"}]}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":null,"refusal":"I won't."}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1"}]},"finish_reason":"tool_calls"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":null,"function_call":{"name":"f"}}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":null,"audio":{"id":"a"}}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":"","images":[{"type":"image_url"}]}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":""}},{"message":{"content":"Hi"}}]}""")]
    [InlineData(Completions, """{"choices":[{"text":"Hi","finish_reason":"length"}]}""")]
    [InlineData(Embeddings, """{"data":[{"embedding":[0.1]}]}""")]
    [InlineData(Responses, """{"status":"completed","error":null,"output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]}""")]
    [InlineData(Responses, """{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":[{"text":"Hi"}]}]}""")]
    [InlineData(Responses, """{"output":[{"type":"function_call","name":"f"}]}""")]
    [InlineData(Responses, """{"output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}""")]
    [InlineData("/v1/moderations", """{"results":[]}""")]
    public void An_answer_that_says_something_is_a_success(string endpoint, string body) =>
        Assert.IsType<ProviderReply.Answered>(Read(endpoint, body));

    [Theory]
    [InlineData(Chat, "{}")]
    [InlineData(Chat, """{"choices":[]}""")]
    [InlineData(Chat, """{"choices":{}}""")]
    [InlineData(Chat, """{"choices":[null,7,"x",[]]}""")]
    [InlineData(Chat, """{"choices":[{"message":null}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":" \n"}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":[],"tool_calls":[],"function_call":null,"audio":null}}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"content":null,"reasoning_content":"Hmm."}}]}""")]
    [InlineData(Chat, """{"choices":[{"delta":{"content":"Hi"}}]}""")]
    [InlineData(Chat, """{"data":[{"embedding":[0.1]}]}""")]
    [InlineData(Completions, """{"choices":[{"text":""}]}""")]
    [InlineData(Completions, """{"choices":[{"message":{"content":"Hi"}}]}""")]
    [InlineData(Embeddings, """{"data":[]}""")]
    [InlineData(Embeddings, """{"embedding":[0.1]}""")]
    [InlineData(Responses, """{"status":"completed","output":[]}""")]
    [InlineData(Responses, """{"status":"completed","output":[{"type":"reasoning"}]}""")]
    [InlineData(Responses, """{"status":"failed","error":null,"output":[{"type":"message","content":[{"text":"Hi"}]}]}""")]
    [InlineData(Responses, """{"status":"in_progress","output":[]}""")]
    [InlineData("/v1/moderations", """{"error":{"message":"No."}}""")]
    [InlineData("/v1/moderations", """{"error":"No."}""")]
    public void An_answer_that_says_nothing_is_none(string endpoint, string body)
    {
        var failed = Fail(endpoint, body);

        Assert.Equal((FailureKind.InvalidResponse, 200, null), (failed.Kind, failed.StatusCode, failed.RetryAfter));
    }

    [Theory]
    [InlineData(Chat, """{"choices":[{"message":{"role":"assistant","content":""},"finish_reason":"content_filter"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{"role":"assistant"},"finish_reason":"content_filter: PROHIBITED_CONTENT"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{},"finish_reason":"SAFETY"}]}""")]
    [InlineData(Completions, """{"choices":[{"text":"","finish_reason":"content_filter"}]}""")]
    [InlineData(Responses, """{"status":"incomplete","incomplete_details":{"reason":"content_filter"},"output":[]}""")]
    public void An_answer_that_was_withheld_was_filtered(string endpoint, string body) =>
        Assert.Equal(FailureKind.ContentFiltered, Fail(endpoint, body).Kind);

    [Theory]
    [InlineData(Chat, """{"choices":[{"message":{"content":"","reasoning":"Hmm."},"finish_reason":"length"}]}""")]
    [InlineData(Chat, """{"choices":[{"message":{},"finish_reason":"MAX_TOKENS"}]}""")]
    [InlineData(Responses, """{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"reasoning"}]}""")]
    public void An_answer_without_room_for_content_says_so(string endpoint, string body)
    {
        var failed = Fail(endpoint, body);

        Assert.Equal(FailureKind.ModelUnavailable, failed.Kind);
        Assert.Contains("token limit was used up before any content", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_ended_in_an_error_is_none_even_with_content()
    {
        var failed = Fail(Chat, """{"choices":[{"message":{"content":"Hi, I am"},"finish_reason":"error","error":{"code":502,"message":"It broke."}}]}""");

        Assert.Equal((FailureKind.InvalidResponse, "The answer ended in an error: It broke."), (failed.Kind, failed.Message));
    }

    // https://openrouter.ai/docs/errors, https://github.com/Aider-AI/aider/issues/3550,
    // https://github.com/SWE-agent/mini-swe-agent/pull/902, https://github.com/oobabooga/textgen/issues/7257
    [Theory]
    [InlineData("""{"error":{"code":502,"message":"Provider returned error"},"user_id":"u"}""", FailureKind.Transient, "502: Provider returned error")]
    [InlineData("""{"error":{"code":"429","message":"Slow down"}}""", FailureKind.RateLimited, "429: Slow down")]
    [InlineData("""{"error":{"code":402,"message":"No."}}""", FailureKind.QuotaExceeded, "402: No.")]
    [InlineData("""{"error":{"code":502,"message":"This content was flagged for possible risk"}}""", FailureKind.ContentFiltered, "502: This content was flagged for possible risk")]
    [InlineData("""{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}""", FailureKind.ContextLengthExceeded, "400: exceed_context_size_error: too long")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.Transient, "overloaded_error: Overloaded")]
    [InlineData("""{"object":"error","message":"The model `m` does not exist.","code":404}""", FailureKind.ModelUnavailable, "404: The model `m` does not exist.")]
    [InlineData("""{"error":{"code":200,"message":"No."}}""", FailureKind.InvalidResponse, "No.")]
    [InlineData("""{"error":{"message":"\ud800"}}""", FailureKind.InvalidResponse, "The answer is an error, with no message.")]
    public void An_error_in_the_status_of_a_success_is_a_failure(string body, FailureKind kind, string message)
    {
        Assert.Equal(new ProviderReply.Failed(kind, 200, RetryAfter: null, message), Fail(Chat, body) with { Strain = ProviderStrain.None });
        Assert.Equal(kind, Fail("/v1/moderations", body).Kind);
    }

    [Fact]
    public void An_error_in_the_status_of_a_success_keeps_its_wait()
    {
        var failed = Fail(Chat, """
            {"error":{"message":"Rate limit exceeded: free-models-per-day","code":429,
            "metadata":{"headers":{"X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1772409600000"}}}}
            """);

        Assert.Equal((FailureKind.QuotaExceeded, TimeSpan.FromHours(12)), (failed.Kind, failed.RetryAfter));
    }

    private static ProviderReply Read(string endpoint, string body) => AnswerReader.Read(200, endpoint, Encoding.UTF8.GetBytes(body), Now);

    private static ProviderReply.Failed Fail(string endpoint, string body) => Assert.IsType<ProviderReply.Failed>(Read(endpoint, body));
}
