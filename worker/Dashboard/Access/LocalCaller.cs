using System.Net;

namespace Dispatch.Worker.Dashboard.Access;

/// <summary>Tells whether a request is that of somebody at this machine, who needs no key.</summary>
internal static class LocalCaller
{
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "X-Original-For"];

    /// <summary>
    /// It comes from a loopback address, and neither from a proxy there nor, as far as a browser tells, from a web page of another origin.
    /// </summary>
    public static bool Made(HttpRequest request) =>
        IsLoopback(request.HttpContext.Connection.RemoteIpAddress)
        && !Forwarding.Any(request.Headers.ContainsKey)
        && NamesLoopback(request.Host.Host)
        && IsOfOwnOrigin(request);

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // A name of somebody else's that leads here makes a page of his one of the same origin: DNS rebinding.
    private static bool NamesLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IsLoopback(address));

    private static bool IsOfOwnOrigin(HttpRequest request) =>
        !request.Headers.TryGetValue("Origin", out var origin)
        || origin.ToString().Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
