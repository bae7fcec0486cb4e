using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Turns calls into HTTP requests to one provider.</summary>
internal sealed class OpenAiRequests(ProviderOptions options, ProviderHeaders headers)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>
    /// Makes the request, or says in <paramref name="failed"/> why it can't be made: <see cref="FailureKind.InvalidRequest"/> where
    /// that is the call's own fault, <see cref="FailureKind.ModelUnavailable"/> where another provider may well serve it.
    /// </summary>
    public bool TryCreate(
        ProviderCall call,
        [NotNullWhen(true)] out HttpRequestMessage? request,
        [NotNullWhen(false)] out ProviderReply.Failed? failed)
    {
        request = null;
        try
        {
            var body = call.Model is { } asked ? RequestBody.WithModel(call.Body, asked) : call.Body;
            var model = call.Model ?? (ProviderUri.NamesModel(options) ? ModelOf(call.Body) : null);
            if (!ProviderUri.TryBuild(options, call.Endpoint, model, out var uri, out failed))
                return false;

            request = Create(uri, body);
            return true;
        }
        catch (JsonException exception)
        {
            failed = new ProviderReply.Failed(
                FailureKind.InvalidRequest, StatusCode: null, RetryAfter: null, $"The body is not a JSON object: {exception.Message}");
            return false;
        }
    }

    private static string? ModelOf(ReadOnlyMemory<byte> body)
    {
        var facts = RequestBody.Inspect(body);
        return facts.IsObject ? facts.Model : throw new JsonException("The body is another JSON value.");
    }

    private HttpRequestMessage Create(Uri uri, ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } },
            // HTTP/2 where TLS agrees on it, else 1.1. The other way round, HTTP/3 would come in through Alt-Svc.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in headers.Values)
            request.Headers.TryAddWithoutValidation(name, value);

        return request;
    }
}
