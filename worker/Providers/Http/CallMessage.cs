using System.Net;
using System.Net.Http.Headers;

namespace Dispatch.Worker.Providers.Http;

/// <summary>Makes the HTTP request of a call.</summary>
internal static class CallMessage
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage Create(MappedCall call, ProviderHeaders headers)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, call.Uri)
        {
            Content = new PiecedContent(call.Body) { Headers = { ContentType = Json } },
            // HTTP/2 where TLS agrees on it, else 1.1. The other way round, HTTP/3 would come in through Alt-Svc.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in headers.Values)
            message.Headers.TryAddWithoutValidation(name, value);

        return message;
    }
}
