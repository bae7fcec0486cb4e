using System.Collections.Immutable;
using Dispatch.Worker.Recovery;

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
        CheckBackoff(options.Limits.Backoff, findings);
        new ProviderRules(environment, findings).Check(options.Providers);
        RoutingRules.Check(options, findings);
        return findings.ToImmutable();
    }

    private static void CheckTransport(string transport, FindingList findings)
    {
        // The text is not repeated: it may hold a password.
        if (transport != DispatchOptions.MemoryTransport
            && !(Uri.TryCreate(transport, UriKind.Absolute, out var url) && url.Scheme is "amqp" or "amqps" && url.Host.Length > 0))
        {
            findings.Error(
                "transport",
                "This is neither \"memory\" nor an amqp:// or amqps:// URL; write for instance \"amqp://user:password@rabbitmq:5672/\", "
                + $"or set it in the environment variable {EnvironmentOverlay.Prefix}TRANSPORT.");
        }
    }

    private static void CheckListen(string listen, FindingList findings)
    {
        // Kestrel takes + and * for "every address", which no URL allows.
        var url = listen.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
        var isAddress = Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed is { Scheme: "http", PathAndQuery: "/", Fragment: "" };
        if (!isAddress)
            findings.Error("listen", $"\"{listen}\" is no http URL of host and port; write for instance \"http://0.0.0.0:8080\".");
    }

    private static void CheckBackoff(BackoffOptions backoff, FindingList findings)
    {
        if (backoff.Max < backoff.Initial)
        {
            findings.Error(
                "limits.backoff",
                $"max ({Duration.Format(backoff.Max)}) is less than initial ({Duration.Format(backoff.Initial)}); "
                + $"raise max to {Duration.Format(backoff.Initial)} or more, or lower initial to {Duration.Format(backoff.Max)} or less.");
        }
    }
}
