using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>OpenAI's own protocol, which requests come in: bytes go and come as they are, but for the model.</summary>
internal sealed class OpenAiProtocol(ProviderOptions options) : IProtocol
{
    public static HeaderScheme Headers { get; } = new("Authorization", "Bearer ");

    public bool Translates => false;

    public bool TryMap(
        ProviderCall call, [NotNullWhen(true)] out MappedCall? mapped, [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        mapped = null;
        try
        {
            var body = call.Model is { } asked ? RequestBody.WithModel(call.Body, asked) : call.Body;
            var model = call.Model ?? (ProviderUri.NamesModel(options) ? ModelOf(call.Body) : null);
            if (!ProviderUri.TryBuild(options, call.Endpoint, model, out var uri, out failed))
                return false;

            mapped = new MappedCall(uri, body);
            return true;
        }
        catch (JsonException exception)
        {
            failed = new ProviderReply.Failed(
                FailureKind.InvalidRequest, StatusCode: null, RetryAfter: null, $"The body is not a JSON object: {exception.Message}");
            return false;
        }
    }

    public ProviderReply Read(ProviderCall call, int status, ReadOnlySpan<byte> body, DateTimeOffset now) => AnswerReader.Read(status, call.Endpoint, body, now);

    private static string? ModelOf(ReadOnlyMemory<byte> body)
    {
        var facts = RequestBody.Inspect(body);
        return facts.IsObject ? facts.Model : throw new JsonException("The body is another JSON value.");
    }
}
