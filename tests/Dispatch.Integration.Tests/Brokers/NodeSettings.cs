using System.Collections;
using System.Security.Cryptography;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>All that a private node needs to know, so that it shares nothing with another node of the machine.</summary>
internal sealed class NodeSettings
{
    private const string User = "dispatch";
    private readonly int _amqpPort;
    private readonly int _managementPort;
    private readonly int _distributionPort;
    private readonly string _password = RandomNumberGenerator.GetHexString(16, lowercase: true);

    public NodeSettings(string folder)
    {
        Folder = folder;
        var ports = FreePorts.Take(4);
        (_amqpPort, _managementPort, _distributionPort, EpmdPort) = (ports[0], ports[1], ports[2], ports[3]);
    }

    public string Folder { get; }

    public int EpmdPort { get; }

    public Uri Amqp => new($"amqp://{User}:{_password}@127.0.0.1:{_amqpPort}/");

    public Uri Management => new($"http://127.0.0.1:{_managementPort}/");

    public void Write()
    {
        File.WriteAllText(InFolder("enabled_plugins"), "[rabbitmq_management].\n");
        File.WriteAllText(
            InFolder("rabbitmq.conf"),
            $"""
            listeners.tcp.default = {_amqpPort}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            default_user = {User}
            default_pass = {_password}
            log.console = true
            log.console.level = info

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
        environment["RABBITMQ_NODENAME"] = $"dispatch-tests-{_amqpPort}@localhost";
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

    private string InFolder(string name) => Path.Combine(Folder, name);
}
