using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>Renders pages on the server. There is no circuit: a page is text, and works without scripts.</summary>
internal static class PageWriter
{
    // What a page needs comes from here: nothing is written in it, so that what got into it by mistake is not run.
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Answers with a whole page.</summary>
    public static async Task WriteAsync(HttpContext context, RenderFragment page, int status = StatusCodes.Status200OK)
    {
        var text = await RenderAsync(context.RequestServices, page);
        var response = context.Response;
        SetHeaders(response);
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync($"<!DOCTYPE html>\n{text}\n", context.RequestAborted);
    }

    /// <summary>Keeps what the dashboard shows from being stored, framed or taken for something else.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.Vary = "Accept";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>The HTML of a fragment.</summary>
    public static async Task<string> RenderAsync(IServiceProvider services, RenderFragment fragment)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Markup.Content)] = fragment });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Markup>(parameters)).ToHtmlString());
    }
}
