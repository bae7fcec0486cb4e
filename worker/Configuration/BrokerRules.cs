using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for <c>broker</c>.</summary>
internal sealed class BrokerRules(Func<string, string?> environment, FindingList findings)
{
    // Between the end of an attempt and its acknowledgement lies the publishing of what follows.
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    public void Check(DispatchOptions options)
    {
        var broker = options.Broker;
        for (var i = 0; i < broker.Hosts.Count; i++)
            CheckHost(broker.Hosts[i], ConfigurationPath.Of("broker.hosts", i));

        CheckCredentials(broker);
        if (!TlsFiles.TryRead(broker.Tls, environment, out _, out var setting, out var error))
            findings.Error($"broker.tls.{setting}", error);
        if (broker.Tls != new TlsOptions() && !options.Transport.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase))
            findings.Warning("broker.tls", "This has no effect: transport is no amqps:// URL.");
        if (broker.Management is { } management && !IsManagement(management))
            findings.Error("broker.management", "This is no http:// or https:// URL without a user; write for instance \"http://rabbitmq:15672\".");
        CheckKept(broker.Results, "broker.results");
        CheckKept(broker.DeadLetters, "broker.deadLetters");
        if (options.Transport != DispatchOptions.MemoryTransport)
        {
            CheckTimeouts(options);
            CheckSizes(options);
        }
    }

    /// <summary>Splits <c>host</c> or <c>host:port</c>, with brackets around an IPv6 address; false where it is neither.</summary>
    public static bool TrySplit(string node, out string host, out int? port)
    {
        (host, port) = ("", null);
        if (node.Contains('/', StringComparison.Ordinal) || node.Contains('@', StringComparison.Ordinal)
            || !Uri.TryCreate($"amqp://{node}", UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return false;
        }

        (host, port) = (url.Host, url.IsDefaultPort || url.Port < 0 ? null : url.Port);
        return true;
    }

    private static bool IsManagement(string management) =>
        Uri.TryCreate(management, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" };

    private void CheckHost(string node, string path)
    {
        if (!TrySplit(node, out _, out _))
            findings.Error(path, "This is neither a host nor host:port; write for instance \"rabbitmq-2:5672\".");
    }

    private void CheckCredentials(BrokerOptions broker)
    {
        if (broker.Username is { } name && SecretReference.IsReference(name) && !SecretReference.TryResolve(name, environment, out _, out var error))
            findings.Error("broker.username", error);
        if (broker.Password is not { } password)
            return;

        if (!SecretReference.IsReference(password))
            findings.Error("broker.password", "A credential must not stand in the configuration; write env:NAME or file:PATH.");
        else if (!SecretReference.TryResolve(password, environment, out _, out error))
            findings.Error("broker.password", error);
    }

    private void CheckKept(KeptOptions kept, string path)
    {
        if (kept is { WhenFull: WhenFull.DropOldest, MaxMessages: null })
            findings.Warning($"{path}.whenFull", "Without maxMessages the queue is never full; set maxMessages, or remove this.");
    }

    // Around the answer a result has the envelope, the history and the metadata.
    private void CheckSizes(DispatchOptions options)
    {
        foreach (var (key, provider) in options.Providers.Where(each => each.Value.MaxResponseBytes > options.Broker.MaxMessageBytes))
        {
            findings.Warning(
                $"{ConfigurationPath.Of("providers", key)}.maxResponseBytes",
                $"Answers of up to {provider.MaxResponseBytes} bytes are taken, and the broker takes messages of {options.Broker.MaxMessageBytes} "
                + "(broker.maxMessageBytes): a larger one becomes a dead letter, and has been paid for. Lower this, or raise max_message_size on the "
                + "broker, and broker.maxMessageBytes here.");
        }
    }

    private void CheckTimeouts(DispatchOptions options)
    {
        var longest = options.Broker.AcknowledgementTimeout - Reserve;
        foreach (var (key, provider) in options.Providers)
            CheckTimeout(provider.Timeout, $"{ConfigurationPath.Of("providers", key)}.timeout");
        foreach (var (name, group) in options.RoutingGroups)
            CheckTimeout(group.Timeout, $"{ConfigurationPath.Of("routingGroups", name)}.timeout");

        void CheckTimeout(TimeSpan? timeout, string path)
        {
            if (timeout > longest)
            {
                findings.Error(
                    path,
                    $"An attempt of {Duration.Format(timeout.Value)} is too long: the broker takes back what is not acknowledged within "
                    + $"{Duration.Format(options.Broker.AcknowledgementTimeout)}. Lower it to {Duration.Format(longest)}, or raise consumer_timeout "
                    + "on the broker, and broker.acknowledgementTimeout here.");
            }
        }
    }
}
