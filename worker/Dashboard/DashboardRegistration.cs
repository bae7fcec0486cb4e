using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Api;
using Dispatch.Worker.Dashboard.Pages;
using Dispatch.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.Dashboard;

internal static class DashboardRegistration
{
    /// <summary>What is seen of the worker from outside.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SignInCookie>();
        services.AddApi();
        return services.AddPages().AddMeters().AddHostedService<ProviderObserver>();
    }

    /// <summary>What is served of the worker: its API, behind the gate. Comes before everything else that is served.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseApiErrors();
        app.UseMissingPage();
        app.UseMiddleware<ApiKeyGate>();
        app.MapSignIn();
        app.MapApi();
        app.MapPages();
    }
}
