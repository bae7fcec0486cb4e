using Dispatch.Worker.Dashboard.Access;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>One page of the dashboard.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Section">The entry of the navigation that it belongs to, as a path; null: to none.</param>
/// <param name="Content">Builds what is between head and foot; null where there is nothing at this address.</param>
internal sealed record Page(string Title, string? Section, Func<CancellationToken, Task<RenderFragment?>> Content)
{
    /// <summary>Its content is kept up to date while somebody looks at it.</summary>
    public bool IsLive { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    public Task AnswerAsync(HttpContext context) => PageErrors.GuardAsync(context, () =>
        IsLive && LiveStream.IsAskedFor(context.Request) ? LiveStream.WriteAsync(context, Content) : ShowAsync(context));

    private async Task ShowAsync(HttpContext context)
    {
        if (await Content(context.RequestAborted) is { } content)
            await PageWriter.WriteAsync(context, Layout.Of(this, content, context.Request.Cookies.ContainsKey(SignInCookie.Name)), Status);
        else
            await PageErrors.ShowAsync(context, ErrorParts.Missing, StatusCodes.Status404NotFound);
    }
}
