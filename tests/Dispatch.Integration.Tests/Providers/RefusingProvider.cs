using System.Net;
using System.Net.Sockets;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>A base URL at which every connection is refused.</summary>
public sealed class RefusingProvider : ICountedProvider, IDisposable, IAsyncDisposable
{
    // Bound but not listening: nobody else can take the port, and connections to it are refused.
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingProvider() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>The provider's base URL: <c>http://127.0.0.1:PORT/v1</c>.</summary>
    public Uri BaseUrl => new($"http://{_socket.LocalEndPoint}/v1");

    public int CallCount => 0;

    public void Dispose() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
