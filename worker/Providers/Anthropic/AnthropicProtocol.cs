using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Puts chat completions into the words of Anthropic's Messages API, and its messages into those of chat completions.</summary>
internal sealed class AnthropicProtocol(ProviderOptions options) : IProtocol
{
    // The base URL stands in for the /v1, as with every endpoint.
    private const string Messages = "/v1/messages";

    // Deep enough for every schema, and a bound for what is read by recursion.
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 256 };

    public static HeaderScheme Headers { get; } = new("x-api-key", Prefix: "")
    {
        Always = new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" },
    };

    public bool Translates => true;

    public bool TryMap(
        ProviderCall call, [NotNullWhen(true)] out MappedCall? mapped, [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        mapped = null;
        if (call.Endpoint != CompletionRequest.ChatCompletions)
        {
            failed = Failed(
                FailureKind.ModelUnavailable,
                $"A provider of kind {ProviderKinds.Anthropic} serves {CompletionRequest.ChatCompletions} only, and the request is for '{call.Endpoint}'.");
            return false;
        }

        try
        {
            using var body = JsonDocument.Parse(call.Body.Bytes, Bounded);
            return TryMap(call, body.RootElement, out mapped, out failed);
        }
        catch (JsonException exception)
        {
            failed = Failed(FailureKind.ModelUnavailable, $"The body is not JSON that can be mapped: {exception.Message}");
            return false;
        }
    }

    public ProviderReply Read(ProviderCall call, int status, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        AnswerMapper.TryMap(status, body, call.Model, now, out var mapped, out var failed)
            ? AnswerReader.Read(status, call.Endpoint, mapped.Span, now)
            : failed;

    private bool TryMap(
        ProviderCall call,
        JsonElement body,
        [NotNullWhen(true)] out MappedCall? mapped,
        [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        mapped = null;
        var fields = new Fields(body, path: "");
        var ownModel = fields.Take("model");
        if ((call.Model ?? JsonText.Of(ownModel)) is not { Length: > 0 } model)
        {
            failed = Failed(FailureKind.ModelUnavailable, "Neither the member of the routing group nor the body names a model.");
            return false;
        }

        var mapping = new Mapping();
        var request = RequestMapper.Map(fields, model, options.DefaultMaxTokens, call.Body.Bytes.Length, mapping);
        failed = mapping.Refusal(call.DropsUnsupported);
        if (failed is not null || !ProviderUri.TryBuild(options, Messages, model, out var uri, out failed))
            return false;

        mapped = new MappedCall(uri, new ReadOnlySequence<byte>(request)) { DroppedFields = mapping.Unsupported };
        return true;
    }

    private static ProviderReply.Failed Failed(FailureKind kind, string message) => new(kind, StatusCode: null, RetryAfter: null, message);
}
