using Dispatch.Worker.Dashboard.Pages;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Dashboard;

internal static class DashboardRegistration
{
    /// <summary>What is seen of the worker from outside.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) =>
        services.AddPages().AddMeters().AddHostedService<ProviderObserver>();

    /// <summary>What is served of the worker: its API, behind the gate. Comes before everything else that is served.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseMiddleware<ApiKeyGate>();
        app.MapProvidersApi();
        app.MapPages();
    }
}
