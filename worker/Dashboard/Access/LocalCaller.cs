using System.Net;

namespace Dispatch.Worker.Dashboard.Access;

/// <summary>Tells whether a request is that of somebody at this machine, who needs no key.</summary>
internal static class LocalCaller
{
    // With these a proxy says that it is one, by how they begin. One that says nothing can't be told from a caller here.
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-", "X-Real-", "X-Original-", "X-Envoy-", "Via"];

    /// <summary>
    /// It comes from a loopback address, and neither from a proxy there nor, as far as a browser tells, from a web page of another origin.
    /// </summary>
    public static bool Made(HttpRequest request) =>
        IsLoopback(request.HttpContext.Connection.RemoteIpAddress)
        && !request.Headers.Keys.Any(name => Forwarding.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
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
