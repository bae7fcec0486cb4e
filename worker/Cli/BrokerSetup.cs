using System.Net;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Doctor;

namespace Dispatch.Worker.Cli;

/// <summary>Turns what the configuration says of the broker into what messaging takes.</summary>
internal static class BrokerSetup
{
    private static readonly TimeSpan ManagementTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The transport of a worker.</summary>
    public static MessagingSettings ForWorker(DispatchOptions options, Func<string, string?> environment) => new(
        options.Transport == DispatchOptions.MemoryTransport ? null : WithManagement(Of(new Uri(options.Transport), options.Broker, environment), options.Broker.Management),
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

    private static BrokerSettings WithManagement(BrokerSettings settings, string? management)
    {
        if (management is null)
            return settings;

        // It lives as long as the process.
        var url = new Uri(management.EndsWith('/') ? management : $"{management}/");
        var look = new HttpLook(url, () => DoctorPlan.CredentialsOf(url, settings), settings.Authorities, TimeProvider.System, ManagementTimeout);
        return settings with { ReadManagement = (path, cancellation) => look.ReadManagementAsync(path, cancellation) };
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

    /// <summary>Reads of the management API.</summary>
    public static async Task<ManagementReply> ReadManagementAsync(this HttpLook look, string path, CancellationToken cancellationToken)
    {
        var reading = await look.ReadAsync(path, cancellationToken);
        return new ManagementReply(reading.Status, reading.Body, reading.Trouble) { Ahead = reading.Ahead, Uncertainty = reading.Uncertainty };
    }
}
