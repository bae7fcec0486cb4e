using Dispatch.Worker.Dashboard.Assets;
using Dispatch.Worker.Dashboard.Charts;
using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Dashboard.Pages.Overview;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>The pages for people.</summary>
internal static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        return services
            .AddSingleton<WorkTally>()
            .AddSingleton(_ => new FigureHistory())
            .AddHostedService<FigureRecorder>()
            .AddSingleton<OverviewReader>();
    }

    public static void MapPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssets();
        endpoints.MapPage("/", Overview);
    }

    // By a delegate that the router calls as it is: one with parameters of its own would be compiled as the worker starts.
    private static void MapPage(this IEndpointRouteBuilder endpoints, string path, Func<HttpContext, Page> page) =>
        endpoints.MapGet(path, (RequestDelegate)(context => page(context).AnswerAsync(context))).ExcludeFromDescription();

    private static Page Overview(HttpContext context)
    {
        var window = ChartTime.Parse(context.Request.Query["window"]);
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        var reader = context.RequestServices.GetRequiredService<OverviewReader>();
        return new Page("Overview", "/", async cancellation => OverviewPage.Of(await reader.ReadAsync(window, origin, cancellation))) { IsLive = true };
    }
}
