using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Dashboard;

internal static class DashboardRegistration
{
    /// <summary>What is seen of the worker from outside: its metrics.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) =>
        services.AddMetrics().AddSingleton<DispatchMeter>().AddHostedService<ProviderObserver>();
}
