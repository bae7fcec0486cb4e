using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// A plain socket for what no HTTP server can be made to do. It counts each connection as a call, does with it what it is told, and
/// closes it.
/// </summary>
public sealed class RawProvider : ICountedProvider, IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _behaviour;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private int _callCount;

    private RawProvider(Func<NetworkStream, CancellationToken, Task> behaviour)
    {
        _behaviour = behaviour;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri BaseUrl => new($"http://{_listener.LocalEndpoint}/v1");

    public int CallCount => Volatile.Read(ref _callCount);

    /// <summary>Accepts connections, and neither reads nor says anything.</summary>
    public static RawProvider Silent() => new((_, stopped) => Task.Delay(Timeout.Infinite, stopped));

    /// <summary>Reads the call and closes the connection.</summary>
    public static RawProvider Closing() => new(ReadCallAsync);

    /// <summary>Reads the call and says this, whether it is HTTP or not.</summary>
    public static RawProvider Saying(string text) => new(async (stream, stopped) =>
    {
        await ReadCallAsync(stream, stopped);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), stopped);
    });

    /// <summary>Reads the call and says the head of an answer, one byte at a time, without end.</summary>
    public static RawProvider DrippingHead(TimeSpan interval) => new(async (stream, stopped) =>
    {
        await ReadCallAsync(stream, stopped);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nX-Slow: "u8.ToArray(), stopped);
        for (; ; )
        {
            await stream.WriteAsync("x"u8.ToArray(), stopped);
            await Task.Delay(interval, stopped);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (; ; )
            {
                var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
                Interlocked.Increment(ref _callCount);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the provider.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _behaviour(client.GetStream(), _stopped.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The provider ends, or the caller has left.
            }
        }
    }

    // Closing with unread bytes would reset the connection and lose what was said. The body is one JSON object.
    private static async Task ReadCallAsync(NetworkStream stream, CancellationToken stopped)
    {
        var buffer = new byte[4096];
        var read = 0;
        do
        {
            read = await stream.ReadAsync(buffer, stopped);
        }
        while (read > 0 && buffer[read - 1] != (byte)'}');
    }
}
