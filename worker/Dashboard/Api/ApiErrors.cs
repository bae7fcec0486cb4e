using Microsoft.AspNetCore.Diagnostics;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Sees to it that whatever goes wrong under <c>/api</c> is told as problem details, and without what is inside the worker.</summary>
internal static class ApiErrors
{
    public static void UseApiErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = TellAsync, SuppressDiagnosticsCallback = IsOfTheCaller });
        app.UseWhen(IsOfTheApi, api => api
            .UseStatusCodePages(context => FillAsync(context.HttpContext))
            .Use((context, next) =>
            {
                // Prompts and answers are for the one who asked.
                context.Response.Headers.CacheControl = "no-store";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            }));
    }

    private static bool IsOfTheApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    // It broke HTTP: nothing that anybody here could mend.
    private static bool IsOfTheCaller(ExceptionHandlerSuppressDiagnosticsContext context) => context.Exception is BadHttpRequestException;

    private static Task TellAsync(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException broken ? Problems.Broken(broken) : Problems.Unexpected())
        .ExecuteAsync(context);

    private static Task FillAsync(HttpContext context) => (context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NoSuchPath(context.Request),
        StatusCodes.Status405MethodNotAllowed => Problems.WrongMethod(context.Request, context.Response.Headers.Allow.ToString()),
        var status => Problems.Bare(status),
    }).ExecuteAsync(context);
}
