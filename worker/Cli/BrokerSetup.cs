using System.Net;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Cli;

/// <summary>Turns what the configuration says of the broker into what messaging takes.</summary>
internal static class BrokerSetup
{
    /// <summary>The transport of a worker.</summary>
    public static MessagingSettings ForWorker(DispatchOptions options, Func<string, string?> environment) => new(
        options.Transport == DispatchOptions.MemoryTransport ? null : Of(new Uri(options.Transport), options.Broker, environment),
        options.Limits.Prefetch,
        options.Limits.Grace,
        Consume: options.Roles.Contains(Roles.Worker))
    {
        LetterBatch = options.Roles.Contains(Roles.Monitor) ? options.Monitor.Batch : null,
    };

    /// <param name="url">An <c>amqp</c> or <c>amqps</c> URL.</param>
    /// <param name="options">What was found to be sound.</param>
    /// <param name="environment">Where credentials may be kept.</param>
    /// <exception cref="InvalidOperationException">A certificate can't be read any more.</exception>
    public static BrokerSettings Of(Uri url, BrokerOptions options, Func<string, string?> environment)
    {
        if (!TlsFiles.TryRead(options.Tls, environment, out var tls, out var setting, out var error))
            throw new InvalidOperationException($"broker.tls.{setting}: {error}");

        var settings = new BrokerSettings(url);
        return settings with
        {
            FurtherNodes = [.. options.Hosts.Select(node => NodeOf(node, settings.Port))],
            Credentials = () => (Resolve(options.Username, environment), Resolve(options.Password, environment)),
            Authorities = tls.Authorities,
            ClientCertificate = tls.Certificate,
            ServerName = options.Tls.ServerName,
            AcknowledgementTimeout = options.AcknowledgementTimeout,
            MaxMessageBytes = options.MaxMessageBytes,
            Results = BoundsOf(options.Results),
            DeadLetters = BoundsOf(options.DeadLetters),
        };
    }

    private static DnsEndPoint NodeOf(string node, int defaultPort) =>
        BrokerRules.TrySplit(node, out var host, out var port)
            ? new DnsEndPoint(host, port ?? defaultPort)
            : throw new ArgumentException($"'{node}' is no node.", nameof(node));

    // One that can't be had at this moment, since its file is being replaced perhaps, is left to the broker to refuse.
    private static string? Resolve(string? value, Func<string, string?> environment) =>
        value is not null && SecretReference.IsReference(value)
            ? SecretReference.TryResolve(value, environment, out var secret, out _) ? secret : null
            : value;

    private static QueueBounds BoundsOf(KeptOptions kept) => new(kept.MaxMessages, kept.MaxAge, kept.WhenFull == WhenFull.DropOldest);
}
