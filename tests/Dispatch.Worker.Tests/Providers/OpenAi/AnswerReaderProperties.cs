using System.Text;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Providers.OpenAi;

/// <summary>Nothing that a provider sends makes the reader or the classifier throw.</summary>
public sealed class AnswerReaderProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Name = Gen.OneOf(
        "choices", "message", "content", "refusal", "tool_calls", "function_call", "audio", "text", "finish_reason", "data", "output", "status",
        "type", "incomplete_details", "reason", "error", "code", "object", "metadata", "raw", "headers", "details", "violations", "quotaId",
        "retryDelay", "errors", "innererror", "usage", "prompt_tokens", "__type", "detail", "\\ud800", "", "a");

    private static readonly Gen<string> Leaf = Gen.OneOf(
        "null", "true", "0", "-1", "502", "1e400", "12345678901234567890123", "\"\"", "\" \"", "\"error\"", "\"length\"", "\"429\"", "\"39s\"",
        "\"\\ud800\"", "\"\\udc00 x\"", "\"{\\\"error\\\":{}}\"", "\"[\"", "\"message\"", "\"incomplete\"", "\"GenerateRequestsPerDay\"", "[]", "{}");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 5
        ? Leaf
        : Gen.Frequency(
            (2, Leaf),
            (3, Gen.Select(Name, value, (name, member) => $"\"{name}\":{member}").Array[0, 4].Select(members => $"{{{string.Join(',', members)}}}")),
            (2, value.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"))));

    private static readonly Gen<byte[]> Body = Gen.Frequency(
        (6, Value.Select(Encoding.UTF8.GetBytes)),
        (2, Gen.Select(Value.Select(Encoding.UTF8.GetBytes), Gen.Int[0, 200], (body, length) => body[..Math.Min(length, body.Length)])),
        (2, Gen.Byte.Array[0, 64]));

    private static readonly Gen<string> Endpoint = Gen.OneOf(
        CompletionRequest.ChatCompletions, "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/any");

    [Fact]
    public void Reading_an_answer_never_throws() =>
        Gen.Select(Endpoint, Body).Sample((endpoint, body) =>
        {
            var reply = AnswerReader.Read(200, endpoint, body, Now);

            Assert.True(reply is ProviderReply.Answered || reply is ProviderReply.Failed { StatusCode: 200, Message.Length: > 0 });
        }, iter: 2_000);

    [Fact]
    public void Classifying_a_failure_never_throws() =>
        Gen.Select(Gen.Int[100, 600], Body).Sample((status, body) =>
        {
            var failed = FailureClassifier.Classify(new FailedAnswer(status, _ => null, body), Now);

            Assert.Equal(status, failed.StatusCode);
            Assert.NotEmpty(failed.Message);
        }, iter: 2_000);
}
