using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.Providers.Http;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>OpenAI's own protocol, which requests come in: bytes go and come as they are, but for the model.</summary>
internal sealed class OpenAiProtocol(ProviderOptions options) : IProtocol
{
    private readonly ProviderUris _uris = new(options);

    public static HeaderScheme Headers { get; } = new("Authorization", "Bearer ");

    public bool Translates => false;

    public bool TryMap(
        ProviderCall call, [NotNullWhen(true)] out MappedCall? mapped, [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        mapped = null;
        var model = call.Model ?? (_uris.NameModel ? call.Body.Model : null);
        if (!_uris.TryFind(call.Endpoint, model, out var uri, out failed))
            return false;

        mapped = new MappedCall(uri, call.Model is { } asked ? call.Body.WithModel(asked) : new ReadOnlySequence<byte>(call.Body.Bytes));
        return true;
    }

    public ProviderReply Read(ProviderCall call, int status, ReadOnlySpan<byte> body, DateTimeOffset now) => AnswerReader.Read(status, call.Endpoint, body, now);
}
