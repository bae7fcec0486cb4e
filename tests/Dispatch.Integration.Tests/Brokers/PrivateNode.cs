using System.Net.Sockets;
using Dispatch.Integration.Tests.Processes;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// A RabbitMQ node that runs as a child of the tests, from the installed <c>rabbitmq-server</c>, with ports, data, cookie and epmd
/// of its own. Nothing of it is left when it is disposed, nor when the test run is killed.
/// </summary>
internal sealed class PrivateNode : IDedicatedBroker
{
    private const int Tries = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    // Not the scripts in sbin of a Debian system: they start the system's own node, as another user.
    private static readonly string[] Places =
        ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/homebrew/sbin/rabbitmq-server", "/usr/local/sbin/rabbitmq-server"];

    private readonly NodeSettings _settings;
    private readonly Guardian _guardian;
    private readonly ManagementApi _management;
    private ChildProcess? _epmd;
    private ChildProcess? _node;

    private PrivateNode(string folder)
    {
        _settings = new NodeSettings(folder);
        _guardian = new Guardian(folder);
        _management = new ManagementApi(_settings.Management, _settings.Amqp);
    }

    public string Kind => $"private node of {Executable}";

    public string Version { get; private set; } = "not started";

    public Uri Uri => _settings.Amqp;

    public static string? Executable { get; } = Array.Find(Places, File.Exists);

    /// <summary>Starts a node; tries again with other ports where something took one in between.</summary>
    public static async Task<PrivateNode> StartNewAsync(CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var node = new PrivateNode(Directory.CreateTempSubdirectory("dispatch-rabbitmq-").FullName);
            try
            {
                await node.StartEpmdAsync(cancellationToken);
                node._settings.Write();
                await node.StartAsync(cancellationToken);
                return node;
            }
            catch (Exception e)
            {
                await node.DisposeAsync();
                if (number == Tries || !e.Message.Contains("eaddrinuse", StringComparison.Ordinal))
                {
                    throw;
                }
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var executable = Executable ?? throw new InvalidOperationException("No rabbitmq-server is installed.");
        _node = ChildProcess.Start(executable, [], _settings.Environment(), _settings.Folder);
        _guardian.Watch(_epmd!.Id, _node.Id);
        try
        {
            await _node.WaitForLineAsync("Server startup complete", cancellationToken).WaitAsync(StartLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The node was not up within {StartLimit}. It printed:\n{_node.Output}");
        }

        Version = await _management.GetVersionAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _node!.TerminateAsync(StopLimit, cancellationToken);
        await ForgetNodeAsync();
    }

    public Task KillAsync(CancellationToken cancellationToken) => ForgetNodeAsync();

    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) =>
        _management.CreateVirtualHostAsync(Uri, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ForgetNodeAsync();
        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
            _epmd = null;
        }

        _management.Dispose();
        _guardian.Dispose();
    }

    private async Task ForgetNodeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
            _node = null;
        }
    }

    // The node would start an epmd itself if none answered, as a daemon that outlives it.
    private async Task StartEpmdAsync(CancellationToken cancellationToken)
    {
        string[] arguments = ["-port", $"{_settings.EpmdPort}", "-address", "127.0.0.1"];
        _epmd = ChildProcess.Start("epmd", arguments, _settings.Environment(), _settings.Folder);
        _guardian.Watch(_epmd.Id);
        while (!await AnswersAsync(_settings.EpmdPort, cancellationToken))
        {
            if (_epmd.HasExited)
            {
                throw new InvalidOperationException($"epmd ended at once (eaddrinuse?) on port {_settings.EpmdPort}: {_epmd.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

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
