namespace Dispatch.Worker.Dashboard;

/// <summary>A place of this worker to go to.</summary>
internal static class LocalPath
{
    /// <summary>The text, if it is a path of this worker; else <paramref name="standard"/>.</summary>
    /// <remarks>Browsers take <c>//</c> and <c>/\</c> for another host. In a header only visible ASCII can stand.</remarks>
    public static string Of(string? text, string standard) =>
        text is ['/', ..] and not ['/', '/' or '\\', ..] && text.All(each => each is > ' ' and < '\x7F') ? text : standard;

    /// <summary>Goes to another page, which the browser then gets afresh: to load that again sends nothing again.</summary>
    public static void GoTo(this HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    /// <summary>The path with another parameter in its query.</summary>
    public static string With(string path, string name, string value) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
