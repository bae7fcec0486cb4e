using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>One page of the dashboard.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Section">The entry of the navigation that it belongs to, as a path; null: to none.</param>
/// <param name="Content">Builds what is between head and foot.</param>
internal sealed record Page(string Title, string? Section, Func<CancellationToken, Task<RenderFragment>> Content)
{
    /// <summary>Its content is kept up to date while somebody looks at it.</summary>
    public bool IsLive { get; init; }

    public Task AnswerAsync(HttpContext context) =>
        IsLive && LiveStream.IsAskedFor(context.Request) ? LiveStream.WriteAsync(context, Content) : ShowAsync(context);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong, a person waits for a page that says so.")]
    private async Task ShowAsync(HttpContext context)
    {
        RenderFragment content;
        try
        {
            content = await Content(context.RequestAborted);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            PageLog.Failed(context.RequestServices.GetRequiredService<ILogger<Page>>(), exception, context.Request.Path);
            await PageWriter.WriteAsync(context, Layout.Of(this with { IsLive = false }, ErrorParts.Failed), StatusCodes.Status500InternalServerError);
            return;
        }

        await PageWriter.WriteAsync(context, Layout.Of(this, content));
    }
}
