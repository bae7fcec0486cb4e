using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// The rules that go beyond a single value's type and range. Reads the secrets that are referred to, to see that each can be had.
/// </summary>
internal static class OptionsValidator
{
    /// <summary>Lists every finding; empty where there is nothing to mend.</summary>
    public static ImmutableArray<ConfigurationFinding> Validate(DispatchOptions options, Func<string, string?> environment)
    {
        var findings = new FindingList();
        CheckTransport(options.Transport, findings);
        CheckListen(options.Listen, findings);
        new BrokerRules(environment, findings).Check(options);
        new CredentialRules(environment, findings).CheckOwn(options.ApiKey);
        new MonitorRules(environment, findings).Check(options);
        BackoffRules.Check(options.Limits.Backoff, findings);
        new ProviderRules(environment, findings).Check(options.Providers, areNeeded: options.Roles.Contains(Roles.Worker));
        CheckSimulators(options, findings);
        RoutingRules.Check(options, findings);
        return findings.ToImmutable();
    }

    private static void CheckTransport(string transport, FindingList findings)
    {
        if (transport == DispatchOptions.MemoryTransport)
            return;

        // The text is not repeated: it may hold a password.
        if (!IsBroker(transport, out var url))
        {
            findings.Error(
                "transport",
                "This is neither \"memory\" nor an amqp:// or amqps:// URL; write for instance \"amqp://user:password@rabbitmq:5672/\", "
                + $"or set it in the environment variable {EnvironmentOverlay.Prefix}TRANSPORT.");
        }
        else if (url.AbsolutePath.LastIndexOf('/') > 0)
        {
            findings.Error(
                "transport",
                "The path of the URL is the name of one virtual host and has no further '/'; remove a '/' at its end, and write one that "
                + "belongs to the name as %2F, for instance \"amqp://user:password@rabbitmq:5672/team%2Fqueue\".");
        }
    }

    private static bool IsBroker(string transport, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(transport, UriKind.Absolute, out url) && url.Scheme is "amqp" or "amqps" && url.Host.Length > 0;

    private static void CheckSimulators(DispatchOptions options, FindingList findings)
    {
        if (!IsBroker(options.Transport, out _))
            return;

        foreach (var (key, _) in options.Providers.Where(provider => provider.Value.Kind == ProviderKinds.Simulator))
        {
            findings.Warning(
                $"{ConfigurationPath.Of("providers", key)}.kind",
                "A simulator makes its answers up, and with a broker as transport they go out as results: for trying out only. "
                + "Write kind \"openai\", or remove the provider.");
        }
    }

    private static void CheckListen(string listen, FindingList findings)
    {
        // Kestrel takes + and * for "every address", which no URL allows.
        var url = listen.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
        var isAddress = Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed is { Scheme: "http", UserInfo: "", PathAndQuery: "/", Fragment: "" };
        // The text is not repeated: there may be a password in it.
        if (!isAddress)
            findings.Error("listen", "This is no http URL of host and port; write for instance \"http://0.0.0.0:8080\".");
    }
}
