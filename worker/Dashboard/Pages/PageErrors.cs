using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Shows what went wrong in place of a page.</summary>
internal static partial class PageErrors
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong, a person waits for a page that says so.")]
    public static async Task GuardAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (StoreException store) when (!context.Response.HasStarted)
        {
            await ShowAsync(context, ErrorParts.Store(store.Message), StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(context.RequestServices.GetRequiredService<ILogger<Page>>(), exception, context.Request.Path);
            await ShowAsync(context, ErrorParts.Failed, StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>A page that says something in place of content.</summary>
    public static Task ShowAsync(HttpContext context, RenderFragment content, int status) =>
        PageWriter.WriteAsync(context, Layout.Of(new Page("Trouble", null, _ => Task.FromResult<RenderFragment?>(content)), content, isSignedIn: false), status);

    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Path} could not be put together")]
    private static partial void LogFailed(ILogger logger, Exception exception, string path);
}
