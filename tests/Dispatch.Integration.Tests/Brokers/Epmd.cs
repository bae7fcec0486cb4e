using System.Net.Sockets;
using Dispatch.Integration.Tests.Processes;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// Erlang's port mapper, as a child of the tests. A node would start one itself if none answered, as a daemon that outlives it.
/// </summary>
internal sealed class Epmd : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Epmd(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it on this port of 127.0.0.1; returns when it answers.</summary>
    public static async Task<Epmd> StartAsync(
        int port, IReadOnlyDictionary<string, string?> environment, string folder, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start("epmd", ["-port", $"{port}", "-address", "127.0.0.1"], environment, folder);
        while (!await AnswersAsync(port, cancellationToken))
        {
            if (process.HasExited)
            {
                await using (process)
                {
                    throw new InvalidOperationException($"epmd ended at once (eaddrinuse?) on port {port}: {process.Output}");
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return new Epmd(process);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
