using Dispatch.Worker.Dashboard.Access;
using Dispatch.Worker.Dashboard.Assets;
using Dispatch.Worker.Dashboard.Charts;
using Dispatch.Worker.Dashboard.Figures;
using Dispatch.Worker.Dashboard.Pages.Letters;
using Dispatch.Worker.Dashboard.Pages.Overview;
using Dispatch.Worker.Dashboard.Pages.Replaying;
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

    /// <summary>Answers people who ask for what is not there with a page.</summary>
    public static void UseMissingPage(this IApplicationBuilder app) => app.UseWhen(
        context => SignInPages.IsForPeople(context.Request),
        people => people.UseStatusCodePages(status => status.HttpContext.Response.StatusCode == StatusCodes.Status404NotFound
            ? PageErrors.ShowAsync(status.HttpContext, ErrorParts.Missing, StatusCodes.Status404NotFound)
            : Task.CompletedTask));

    public static void MapPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssets();
        endpoints.MapPage("/", Overview);
        endpoints.MapLetterPages();
        endpoints.MapReplayPages();
    }

    // By a delegate that the router calls as it is: one with parameters of its own would be compiled as the worker starts.
    public static void MapPage(this IEndpointRouteBuilder endpoints, string path, Func<HttpContext, Page> page) =>
        endpoints.MapGet(path, (RequestDelegate)(context => page(context).AnswerAsync(context))).ExcludeFromDescription();

    private static Page Overview(HttpContext context)
    {
        var window = ChartTime.Parse(context.Request.Query["window"]);
        var origin = $"{context.Request.Scheme}://{context.Request.Host}";
        var reader = context.RequestServices.GetRequiredService<OverviewReader>();
        return new Page("Overview", "/", async cancellation => OverviewPage.Of(await reader.ReadAsync(window, origin, cancellation))) { IsLive = true };
    }
}
