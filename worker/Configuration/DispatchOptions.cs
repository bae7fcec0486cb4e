using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Configuration;

/// <summary>The configuration file, whole.</summary>
internal sealed record DispatchOptions
{
    /// <summary><c>memory</c> (in-process, nothing survives a restart) or an <c>amqp://</c> or <c>amqps://</c> URL. Default memory. Taken at the start.</summary>
    public string Transport { get; init; } = MemoryTransport;

    /// <summary>
    /// What <c>dispatch run</c> does: <c>worker</c> works on requests, <c>monitor</c> takes dead letters into a store. Default both. Taken at
    /// the start.
    /// </summary>
    public IReadOnlyList<string> Roles { get; init; } = Configuration.Roles.All;

    /// <summary>What the monitor does with dead letters.</summary>
    public MonitorOptions Monitor { get; init; } = new();

    /// <summary>The broker beyond its URL: credentials, TLS, cluster, limits. Without effect in memory.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>The providers, by key.</summary>
    public IReadOnlyDictionary<string, ProviderOptions> Providers { get; init; } = new Dictionary<string, ProviderOptions>();

    /// <summary>The routing groups, by name: each a list of members, or an object with them and options of the group's own.</summary>
    public IReadOnlyDictionary<string, RoutingGroupOptions> RoutingGroups { get; init; } = new Dictionary<string, RoutingGroupOptions>();

    /// <summary>Deprecated form of <see cref="RoutingGroups"/>: name to a list of provider keys, first asked first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Routes { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Bounds on attempts, rounds, waits and prefetch.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>The URL that health and the API are served at. Default http://127.0.0.1:8080. Taken at the start.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8080";

    /// <summary>
    /// A reference to the key that callers show as <c>Authorization: Bearer</c> or <c>X-Api-Key</c>, for all but health and reading at this
    /// machine: <c>env:NAME</c> or <c>file:PATH</c>, 16 characters or more. Default none: then only this machine is answered.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>The value of <see cref="Transport"/> that needs no broker.</summary>
    public const string MemoryTransport = "memory";
}
