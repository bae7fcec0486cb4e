using System.Net;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard.Api;

namespace Dispatch.Worker.Dashboard.Access;

/// <summary>
/// Lets through what may be done without a key, and what comes with it. Without: health, signing in, reading at this machine (see
/// <see cref="LocalCaller"/>); and where no key is configured, all that is asked for there, and the metrics.
/// </summary>
internal sealed partial class ApiKeyGate(RequestDelegate next, ISnapshotSource snapshots, SignInCookie cookie, ILogger<ApiKeyGate> logger)
{
    private const string Scheme = "Bearer ";

    private static readonly Caller Anyone = new("anyone", MayChange: false);

    public Task InvokeAsync(HttpContext context)
    {
        var key = snapshots.Current.ApiKey;
        if (Recognise(context, key) is not { } caller || !(caller.MayChange || IsRead(context.Request) || IsOpen(context.Request)))
            return RefuseAsync(context, key);

        context.Features.Set(caller);
        return next(context);
    }

    private Caller? Recognise(HttpContext context, ApiKey? key)
    {
        var request = context.Request;
        if (key is not null && IsShown(key, request.Headers))
            return new Caller($"API key from {AddressOf(context)}", MayChange: true);
        if (key is not null && SameOrigin.Sent(request) && cookie.IsValid(request, key))
            return new Caller($"signed in from {AddressOf(context)}", MayChange: true);
        if (LocalCaller.Made(request))
            return new Caller("this machine", MayChange: key is null);

        return IsOpen(request) || (key is null && request.Path.StartsWithSegments("/metrics")) ? Anyone : null;
    }

    private static bool IsOpen(HttpRequest request) =>
        request.Path.StartsWithSegments("/health") || request.Path.Equals(SignInPages.In, StringComparison.OrdinalIgnoreCase);

    private static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    private static bool IsShown(ApiKey key, IHeaderDictionary headers) =>
        key.Is(headers["X-Api-Key"].ToString())
        || (headers.Authorization.ToString() is var credential
            && credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && key.Is(credential[Scheme.Length..].Trim()));

    private static IPAddress? AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    private Task RefuseAsync(HttpContext context, ApiKey? key)
    {
        LogRefused(context.Request.Method, context.Connection.RemoteIpAddress);
        if (SignInPages.IsForPeople(context.Request))
            return SignInPages.AskAsync(context, key);
        if (key is null)
            return Problems.NoKeyConfigured().ExecuteAsync(context);

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.KeyMissing().ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Information, "Refused {Method} from {Address}: it came without the API key")]
    private partial void LogRefused(string method, IPAddress? address);
}
