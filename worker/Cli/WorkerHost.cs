using System.Text.Json;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dispatch.Worker.Cli;

/// <summary>Builds the process that <c>dispatch run</c> is: the worker, and a small web server for its health and that of its providers.</summary>
internal static class WorkerHost
{
    public static WebApplication Build(LoadedConfiguration configuration, ConfigurationLoader loader, AddWorker addWorker)
    {
        var options = configuration.Options ?? throw new ArgumentException("The configuration has an error.", nameof(configuration));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Listen);
        builder.Logging.AddLines();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A probe that finds the worker not ready has its answer; it is no error of ours.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        builder.Services.AddHealthChecks();
        var messaging = BrokerSetup.ForWorker(options, loader.Variable);
        addWorker(builder.Services, configuration, loader, messaging);
        if (options.Roles.Contains(Roles.Monitor))
            builder.Services.AddMonitor(options.Monitor, loader.Variable).AddReplays(ReplaySetup.Of(options.Monitor.Replay), messaging);
        builder.Services.AddDashboard();
        builder.Services.AddPrometheus();
        builder.Services.AddOtlpExporters(loader.Variable);

        var app = builder.Build();
        app.UseDashboard();
        app.MapMetrics();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains("ready"),
            ResponseWriter = WriteAsync,
        });
        return app;
    }

    // The bus is degraded, no more, while it consumes nothing for want of a broker; so that counts like unhealthy.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var isReady = report.Entries.Values.All(entry => entry.Status == HealthStatus.Healthy || entry.Tags.Contains(LetterHealthCheck.Aside));
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }),
            },
            JsonSerializerOptions.Web,
            context.RequestAborted);
    }
}
