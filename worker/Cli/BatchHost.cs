using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.Cli;

/// <summary>
/// Builds the host of a batch, not started. Null: the configuration does not allow it, and <paramref name="error"/> has been told why.
/// </summary>
/// <param name="configPath">
/// The configuration file; null: where it is by default. With a broker only its section <c>broker</c> counts, and only where the file is
/// named: the workers have theirs.
/// </param>
/// <param name="broker">An <c>amqp</c> or <c>amqps</c> URL, where this process only sends and receives; null: it does the work, in memory.</param>
/// <param name="error">Is told what is wrong.</param>
internal delegate IHost? BuildBatchHost(string? configPath, Uri? broker, TextWriter error);

/// <summary>The host behind <c>dispatch batch</c>.</summary>
internal static class BatchHost
{
    public static BuildBatchHost From(ConfigurationLoader loader, AddWorker addWorker) => (configPath, broker, error) =>
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddLogging(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        // OpenTelemetry reads its variables from there.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddOtlpExporters(loader.Variable);
        if (broker is not null)
            return BuildPublisher(builder, broker, configPath, loader, error);

        var configuration = loader.Load(configPath);
        if (!configuration.IsValid)
        {
            FindingsReport.Write(configuration, error);
            return null;
        }

        var limits = configuration.Options.Limits;
        addWorker(builder.Services, configuration, loader, new MessagingSettings(null, limits.Prefetch, limits.Grace, Consume: true));
        return builder.Build();
    };

    private static IHost? BuildPublisher(HostApplicationBuilder builder, Uri broker, string? configPath, ConfigurationLoader loader, TextWriter error)
    {
        var options = new BrokerOptions();
        if (configPath is not null)
        {
            var configuration = loader.Load(configPath, section: "broker");
            if (!configuration.IsValid)
            {
                FindingsReport.Write(configuration, error);
                return null;
            }

            options = configuration.Options.Broker;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMessaging(new MessagingSettings(
            BrokerSetup.Of(broker, options, loader.Variable), Prefetch: 1, Grace: TimeSpan.Zero, Consume: false));
        return builder.Build();
    }

    // Each dead letter is a line of the errors, and sends that fail are tried again: a log line for each would drown the progress.
    private static void AddLogging(ILoggingBuilder logging) => logging
        .AddLines()
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .SetMinimumLevel(LogLevel.Error)
        .AddFilter("MassTransit", LogLevel.None)
        .AddFilter("MassTransit.ReceiveTransport", LogLevel.Error)
        .AddFilter(typeof(BrokerWatch).FullName, LogLevel.Warning);

    /// <summary>The command listens for signals itself: the host must live until the last outcome is written.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
