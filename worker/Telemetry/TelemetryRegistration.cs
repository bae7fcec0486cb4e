using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dispatch.Worker.Telemetry;

internal static class TelemetryRegistration
{
    private const string Service = "dispatch";

    /// <summary>What measures. Where nothing exports it, that costs nothing.</summary>
    public static IServiceCollection AddMeters(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<DispatchMeter>();
        services.TryAddSingleton<RequestMeter>();
        services.TryAddSingleton<AttemptMeter>();
        services.TryAddSingleton<QueueMeter>();
        return services;
    }

    /// <summary>What exports: for Prometheus always, and by OTLP where the standard environment variables name an endpoint.</summary>
    /// <param name="services">Is added to.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static void AddExporters(this IServiceCollection services, Func<string, string?> variable)
    {
        var settings = OtlpSettings.From(variable);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(Service, serviceVersion: Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(DispatchMeter.Name, "System.Runtime");
                // The scope is the same for all of ours, and would be two labels of each series.
                metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
                if (settings.ExportsMetrics)
                    metrics.AddOtlpExporter();
            });
        // Without an exporter nobody listens, and spans cost nothing.
        if (settings.ExportsTraces)
            telemetry.WithTracing(traces => traces.AddSource(DispatchSpans.Name).AddOtlpExporter());
    }

    /// <summary>Serves <c>/metrics</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint();

    private static string Version =>
        typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
