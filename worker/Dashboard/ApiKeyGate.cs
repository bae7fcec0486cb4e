using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Dashboard;

/// <summary>
/// Lets through what may be done without a key, and what comes with it. Without: health; reading, where no key is configured; and all
/// that is asked for at this machine, see <see cref="LocalCaller"/>.
/// </summary>
internal sealed partial class ApiKeyGate(RequestDelegate next, ISnapshotSource snapshots, ILogger<ApiKeyGate> logger)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var key = snapshots.Current.ApiKey;
        return !IsGuarded(context.Request, key) || LocalCaller.Made(context.Request) || (key is not null && IsShown(key, context.Request.Headers))
            ? next(context)
            : RefuseAsync(context, key);
    }

    private static bool IsGuarded(HttpRequest request, ApiKey? key)
    {
        if (request.Path.StartsWithSegments("/health"))
            return false;

        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return !reads || (key is not null && (request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/metrics")));
    }

    private static bool IsShown(ApiKey key, IHeaderDictionary headers) =>
        key.Is(headers["X-Api-Key"].ToString())
        || (headers.Authorization.ToString() is var credential
            && credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && key.Is(credential[Scheme.Length..].Trim()));

    private Task RefuseAsync(HttpContext context, ApiKey? key)
    {
        LogRefused(context.Request.Method, context.Connection.RemoteIpAddress);
        if (key is null)
        {
            return TypedResults.Problem(
                "The worker has no API key, so that it takes changes at this machine alone: from a loopback address, with a Host that names one, "
                + "not through a proxy, and not from a web page of another origin. For others set apiKey in its configuration to env:NAME or "
                + "file:PATH, and send the key as Authorization: Bearer KEY or X-Api-Key: KEY.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "This needs an API key, and none is configured.").ExecuteAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            "Send the key that apiKey in the worker's configuration refers to as Authorization: Bearer KEY or X-Api-Key: KEY.",
            statusCode: StatusCodes.Status401Unauthorized,
            title: "The API key is missing or wrong.").ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Information, "Refused {Method} from {Address}: it came without the API key")]
    private partial void LogRefused(string method, System.Net.IPAddress? address);
}
