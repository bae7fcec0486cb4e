using System.Net;
using System.Net.Sockets;

namespace Dispatch.Worker.Providers.Http;

/// <summary>The pooled connections to one provider.</summary>
internal static class ProviderConnections
{
    /// <summary>How long a connection may take to stand, TLS included, before the call counts as failed.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    // A silent answer may take minutes, and a NAT on the way forgets a silent connection sooner.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KeepAliveAnswer = TimeSpan.FromSeconds(20);

    public static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        // A redirect would carry the prompt, and with some handlers the credential, to a place that nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = connectTimeout,
        ConnectCallback = async (context, cancellationToken) =>
            new NetworkStream(await ConnectAsync(context.DnsEndPoint, cancellationToken), ownsSocket: true),
        // These are HTTP/2's, and only while a call is in flight; an idle connection may go.
        KeepAlivePingDelay = KeepAlive,
        KeepAlivePingTimeout = KeepAliveAnswer,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        // Long enough to be worth pooling, short enough to follow a change of DNS.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        EnableMultipleHttp2Connections = true,
        // Trace identifiers are nobody else's business; and without this there is no activity of the handler's own, which would quote what
        // a provider says in place of HTTP, the credential perhaps.
        ActivityHeadersPropagator = null,
    });

    /// <summary>A connected socket that the system itself keeps alive, which serves HTTP/1.1 too.</summary>
    internal static async Task<Socket> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)KeepAliveAnswer.TotalSeconds);
            await socket.ConnectAsync(endPoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
