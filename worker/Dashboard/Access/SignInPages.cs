using System.Text.Encodings.Web;
using Dispatch.Worker.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Worker.Dashboard.Access;

/// <summary><c>/sign-in</c> and <c>/sign-out</c>: how a browser shows the key, which can't send headers of its own.</summary>
internal static class SignInPages
{
    public const string In = "/sign-in";
    public const string Out = "/sign-out";

    // Where nothing says where to go.
    private const string Start = "/";

    private const string KeyField = "key";
    private const string ReturnField = "return";
    private const string UndoneField = "undone";
    private const int MaxFormBytes = 16 * 1024;

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(In, (RequestDelegate)ShowAsync).ExcludeFromDescription();
        endpoints.MapPost(In, (RequestDelegate)SignInAsync).ExcludeFromDescription();
        endpoints.MapPost(Out, (RequestDelegate)SignOutAsync).ExcludeFromDescription();
    }

    /// <summary>Whether a person asks for a page, and is better answered with one.</summary>
    public static bool IsForPeople(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks for the key, and comes back to where the person wanted to go.</summary>
    public static Task AskAsync(HttpContext context, ApiKey? key)
    {
        if (key is null)
            return PageAsync(context, StatusCodes.Status403Forbidden, SignInText.NoKey, form: null);

        var request = context.Request;
        var isRead = HttpMethods.IsGet(request.Method);
        // Where something was to be changed, the page it was asked for on is a better place to come back to.
        var target = isRead ? request.Path + request.QueryString.Value : SameOrigin.PathOf(request.Headers.Referer.ToString(), request) ?? Start;
        context.GoTo($"{In}?{ReturnField}={Uri.EscapeDataString(target)}{(isRead ? "" : $"&{UndoneField}=1")}");
        return Task.CompletedTask;
    }

    private static Task ShowAsync(HttpContext context) =>
        KeyOf(context) is null
            ? PageAsync(context, StatusCodes.Status403Forbidden, SignInText.NoKey, form: null)
            : PageAsync(context, StatusCodes.Status200OK, context.Request.Query.ContainsKey(UndoneField) ? SignInText.Undone : SignInText.Ask, LocalPath.Of(context.Request.Query[ReturnField], Start));

    private static async Task SignInAsync(HttpContext context)
    {
        if (KeyOf(context) is not { } key)
        {
            await PageAsync(context, StatusCodes.Status403Forbidden, SignInText.NoKey, form: null);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxFormBytes;
        if (!SameOrigin.Sent(context.Request) || !context.Request.HasFormContentType)
        {
            await PageAsync(context, StatusCodes.Status400BadRequest, SignInText.Ask, form: Start);
            return;
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            await PageAsync(context, StatusCodes.Status400BadRequest, SignInText.Ask, form: Start);
            return;
        }

        var target = LocalPath.Of(form[ReturnField], Start);
        if (!key.Is(form[KeyField].ToString().Trim()))
        {
            await PageAsync(context, StatusCodes.Status401Unauthorized, SignInText.Wrong, target);
            return;
        }

        context.RequestServices.GetRequiredService<SignInCookie>().Set(context, key);
        context.GoTo(target);
    }

    private static Task SignOutAsync(HttpContext context)
    {
        SignInCookie.Clear(context);
        context.GoTo(In);
        return Task.CompletedTask;
    }

    private static ApiKey? KeyOf(HttpContext context) => context.RequestServices.GetRequiredService<ISnapshotSource>().Current.ApiKey;

    private static Task PageAsync(HttpContext context, int status, string text, string? form)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            SignInText.Page(text, form is null ? null : HtmlEncoder.Default.Encode(form)), context.RequestAborted);
    }
}
