using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dispatch.Worker.Telemetry;

internal static class TelemetryRegistration
{
    private const string Service = "dispatch";

    private static readonly string[] Meters = [DispatchMeter.Name, "System.Runtime"];

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

    /// <summary>What exports by OTLP, as far as the standard environment variables name an endpoint.</summary>
    /// <param name="services">Is added to.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static void AddOtlpExporters(this IServiceCollection services, Func<string, string?> variable)
    {
        var settings = OtlpSettings.From(variable);
        // Without an exporter nobody listens, and what is measured and traced costs nothing.
        if (settings.ExportsMetrics)
            services.AddTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter());
        if (settings.ExportsTraces)
            services.AddTelemetry().WithTracing(traces => traces.AddSource(DispatchSpans.Name).AddOtlpExporter());
    }

    /// <summary>What answers Prometheus, see <see cref="MapMetrics"/>.</summary>
    public static void AddPrometheus(this IServiceCollection services) => services.AddTelemetry().WithMetrics(metrics => metrics
        .AddMeter(Meters)
        // The scope is the same for all of ours, and would be two labels of each series.
        .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));

    /// <summary>Serves <c>/metrics</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusScrapingEndpoint();

    private static OpenTelemetryBuilder AddTelemetry(this IServiceCollection services) =>
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(Service, serviceVersion: Version));

    private static string Version =>
        typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
