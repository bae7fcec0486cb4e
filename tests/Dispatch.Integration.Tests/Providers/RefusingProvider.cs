using System.Net;
using System.Net.Sockets;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>A base URL at which every connection is refused.</summary>
public sealed class RefusingProvider : ICountedProvider, IDisposable, IAsyncDisposable
{
    // Bound but not listening: connections to it are refused. A port that the system gives out by itself it may give to a listener too.
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingProvider() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, FreePorts.Take(1)[0]));

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
