using Dispatch.Integration.Tests.Processes;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>
/// A RabbitMQ node that runs as a child of the tests, from the installed <c>rabbitmq-server</c>, with ports and data of its own; cookie
/// and epmd are its cluster's. Nothing of it is left when it is disposed, nor when the test run is killed.
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
    private Epmd? _epmd;
    private ChildProcess? _node;

    private PrivateNode(string folder, ClusterSettings cluster, NodeTls? tls)
    {
        _settings = new NodeSettings(folder, cluster, tls);
        _guardian = new Guardian(folder);
        _management = new ManagementApi(_settings.Management, _settings.Amqp);
    }

    public string Kind => $"private node of {Executable}";

    public string Version { get; private set; } = "not started";

    public Uri Uri => _settings.Amqp;

    public static string? Executable { get; } = Array.Find(Places, File.Exists);

    /// <summary>Starts a node; tries again with other ports where something took one in between.</summary>
    public static async Task<PrivateNode> StartNewAsync(CancellationToken cancellationToken, NodeTls? tls = null)
    {
        for (var number = 1; ; number++)
        {
            var node = Prepare(new ClusterSettings(), tls);
            try
            {
                await node.StartEpmdAsync(cancellationToken);
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

    /// <summary>A node of this cluster, not started yet.</summary>
    public static PrivateNode Prepare(ClusterSettings cluster, NodeTls? tls = null) =>
        new(Directory.CreateTempSubdirectory("dispatch-rabbitmq-").FullName, cluster, tls);

    /// <summary>Starts the epmd that this node, and others of its cluster, find each other by. It ends with this node's disposal.</summary>
    public async Task StartEpmdAsync(CancellationToken cancellationToken)
    {
        _epmd = await Epmd.StartAsync(_settings.EpmdPort, _settings.Environment(), _settings.Folder, cancellationToken);
        Watch();
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var executable = Executable ?? throw new InvalidOperationException("No rabbitmq-server is installed.");
        _settings.Write();
        _node = ChildProcess.Start(executable, [], _settings.Environment(), _settings.Folder);
        Watch();
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

    public async Task<string> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var program = Path.Combine(Path.GetDirectoryName(Executable)!, "rabbitmqctl");
        await using var control = ChildProcess.Start(program, arguments, _settings.Environment(), _settings.Folder);
        var code = await control.WaitForExitAsync(cancellationToken);
        return code == 0 ? control.Output : throw new InvalidOperationException($"rabbitmqctl ended with code {code}. It printed:\n{control.Output}");
    }

    public Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken) =>
        CreateVirtualHostAsync([Uri], cancellationToken);

    /// <summary>A virtual host that is reached by all of these nodes of one cluster.</summary>
    public Task<VirtualHost> CreateVirtualHostAsync(IReadOnlyList<Uri> nodes, CancellationToken cancellationToken) =>
        _management.CreateVirtualHostAsync(nodes, cancellationToken);

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

    private void Watch() => _guardian.Watch(new[] { _epmd?.Id, _node?.Id }.OfType<int>());
}
