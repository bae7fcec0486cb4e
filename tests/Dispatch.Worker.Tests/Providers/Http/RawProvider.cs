using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dispatch.Worker.Tests.Providers.Http;

/// <summary>Accepts connections and says what it is told, whether that is HTTP or not; then closes them, or stays silent.</summary>
internal sealed class RawProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;

    public RawProvider(string? says)
    {
        _listener.Start();
        _accepting = AcceptAsync(says);
    }

    public string Authority => _listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync(string? says)
    {
        var silent = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
                if (says is null)
                    silent.Add(client);
                else
                    await SayAsync(client, says);
            }
        }
        catch (OperationCanceledException)
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    private async Task SayAsync(TcpClient client, string says)
    {
        using (client)
        {
            var stream = client.GetStream();
            // Closing with unread bytes would reset the connection and lose what was said.
            await ReadCallAsync(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(says), _stopped.Token);
        }
    }

    private async Task ReadCallAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var call = new StringBuilder();
        while (!call.ToString().EndsWith('}'))
        {
            var read = await stream.ReadAsync(buffer, _stopped.Token);
            if (read == 0)
                return;
            call.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
