using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Turns calls into HTTP requests to one provider.</summary>
internal sealed class OpenAiRequests(ProviderOptions options, ProviderHeaders headers)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Makes the request, or says in <paramref name="error"/> why the call can't be made of any provider.</summary>
    public bool TryCreate(
        ProviderCall call,
        [NotNullWhen(true)] out HttpRequestMessage? request,
        [NotNullWhen(false)] out string? error)
    {
        request = null;
        try
        {
            var body = call.Model is { } upstream ? RequestBody.WithModel(call.Body, upstream) : call.Body;
            var model = call.Model ?? (ProviderUri.NamesModel(options) ? RequestBody.Inspect(call.Body).Model : null);
            if (!ProviderUri.TryBuild(options, call.Endpoint, model, out var uri, out error))
                return false;

            request = Create(uri, body);
            return true;
        }
        catch (JsonException exception)
        {
            error = $"The body is not a JSON object: {exception.Message}";
            return false;
        }
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
