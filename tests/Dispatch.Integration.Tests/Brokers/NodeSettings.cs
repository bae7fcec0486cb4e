using System.Collections;
using System.Globalization;
using System.Text;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>All that a private node needs to know, so that it shares nothing with another node of the machine but its cluster's.</summary>
internal sealed class NodeSettings
{
    private readonly ClusterSettings _cluster;
    private readonly int _amqpPort;
    private readonly int _managementPort;
    private readonly int _distributionPort;
    private readonly NodeTls? _tls;

    public NodeSettings(string folder, ClusterSettings cluster, NodeTls? tls = null)
    {
        (Folder, _cluster, _tls) = (folder, cluster, tls);
        var ports = FreePorts.Take(3);
        (_amqpPort, _managementPort, _distributionPort) = (ports[0], ports[1], ports[2]);
        cluster.Add(Name);
    }

    public string Folder { get; }

    public string Name => $"dispatch-tests-{_amqpPort}@localhost";

    public int EpmdPort => _cluster.EpmdPort;

    public Uri Amqp => new($"amqp://{ClusterSettings.User}:{_cluster.Password}@127.0.0.1:{_amqpPort}/");

    public Uri Management => new($"http://127.0.0.1:{_managementPort}/");

    /// <summary>Writes the node's files, once all nodes of the cluster are named; again as they were at each further start.</summary>
    public void Write()
    {
        WriteCookie();
        File.WriteAllText(InFolder("enabled_plugins"), $"[{string.Join(',', Plugins())}].\n");
        File.WriteAllText(
            InFolder("rabbitmq.conf"),
            $"""
            listeners.tcp.default = {_amqpPort}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            default_user = {ClusterSettings.User}
            default_pass = {_cluster.Password}
            log.console = true
            log.console.level = info
            {Discovery()}
            {_tls?.Configuration()}
            """);
    }

    /// <summary>The environment of the node and of its epmd; a null takes an inherited variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?>();
        foreach (DictionaryEntry inherited in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)inherited.Key;
            if (name.StartsWith("RABBITMQ_", StringComparison.Ordinal) || name.StartsWith("ERL_", StringComparison.Ordinal))
            {
                environment[name] = null;
            }
        }

        environment["HOME"] = Folder;
        environment["ERL_EPMD_PORT"] = $"{EpmdPort}";
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["ERL_CRASH_DUMP_SECONDS"] = "0";
        environment["RABBITMQ_NODENAME"] = Name;
        environment["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODE_PORT"] = $"{_amqpPort}";
        environment["RABBITMQ_DIST_PORT"] = $"{_distributionPort}";
        environment["RABBITMQ_MNESIA_BASE"] = InFolder("data");
        environment["RABBITMQ_LOG_BASE"] = InFolder("log");
        environment["RABBITMQ_LOGS"] = "-";
        environment["RABBITMQ_PID_FILE"] = InFolder("pid");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("enabled_plugins");
        environment["RABBITMQ_CONFIG_FILE"] = InFolder("rabbitmq.conf");
        environment["RABBITMQ_GENERATED_CONFIG_DIR"] = InFolder("generated");
        environment["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";

        // No spinning schedulers: tests share few cores with the node.
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none";

        // The start script then becomes the node by exec, so that the child's process id is the node's own.
        environment["RUNNING_UNDER_SYSTEMD"] = "true";
        return environment;
    }

    // HOME is the folder.
    private void WriteCookie()
    {
        var file = InFolder(".erlang.cookie");
        if (File.Exists(file))
            return;

        File.WriteAllText(file, _cluster.Cookie);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
    }

    private string Discovery()
    {
        if (_cluster.Nodes.Count == 1)
            return "";

        var lines = new StringBuilder("cluster_formation.peer_discovery_backend = classic_config\n");
        for (var i = 0; i < _cluster.Nodes.Count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"cluster_formation.classic_config.nodes.{i + 1} = {_cluster.Nodes[i]}\n");
        return lines.ToString();
    }

    private IEnumerable<string> Plugins() => _tls is null ? ["rabbitmq_management"] : ["rabbitmq_management", "rabbitmq_auth_mechanism_ssl"];

    private string InFolder(string name) => Path.Combine(Folder, name);
}
