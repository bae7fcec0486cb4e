namespace Dispatch.Worker.Dashboard.Access;

/// <summary>Tells whether a browser sends a request for a page of this origin, and not for one of somebody else's.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// It says of itself that it does. A request that only reads may also be one that a person made by a link or the address bar; browsers
    /// since 2023 say which in <c>Sec-Fetch-Site</c>, older ones send at least an <c>Origin</c> with what changes something.
    /// </summary>
    public static bool Sent(HttpRequest request)
    {
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site == "same-origin" || (isRead && (site == "none" || IsNavigation(request)));

        return request.Headers.Origin.ToString() is { Length: > 0 } origin ? IsOwn(origin, request) : isRead;
    }

    /// <summary>The path and query of an address, if it is one of this origin.</summary>
    public static string? PathOf(string address, HttpRequest request) =>
        IsOwn(address, request) ? new Uri(address, UriKind.Absolute).PathAndQuery : null;

    // Only the authority is compared: behind a proxy that ends TLS the scheme here is another one.
    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || $"{uri.Host}:{uri.Port}".Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    // A link on another page may lead here; what it shows is seen by the person alone.
    private static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"] == "navigate";
}
