using System.Diagnostics;
using System.Net;

namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>The pooled connections to one provider.</summary>
internal static class OpenAiConnections
{
    /// <summary>How long a connection may take to stand, TLS included, before the call counts as failed.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    public static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        // A redirect would carry the prompt, and with some handlers the credential, to a place that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = connectTimeout,
        // Long enough to be worth pooling, short enough to follow a change of DNS.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        EnableMultipleHttp2Connections = true,
        // Trace identifiers are nobody else's business.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });
}
