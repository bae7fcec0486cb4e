using Dispatch.Benchmarks.Providers;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>How the worker is set up: as its README shows it, nothing switched off.</summary>
internal static class DispatchConfiguration
{
    /// <summary>The group of a provider that answers.</summary>
    public const string Answering = "answering";

    /// <summary>The group whose first member fails every call.</summary>
    public const string FallingBack = "falling-back";

    private const string Model = "member-model";

    /// <summary>The runtime's settings of the worker that is measured, for the yardsticks to have the same; null: there is none published.</summary>
    public static string? OfRuntime =>
        Environment.GetEnvironmentVariable(WorkerProcess.PublishedVariable) is { Length: > 0 } published ? $"{published}.runtimeconfig.json" : null;

    /// <summary>A provider that exists in the process only, and answers at once.</summary>
    public static object Simulated { get; } = new
    {
        Providers = new Dictionary<string, object> { ["good"] = new { Kind = "simulator", Simulator = new { Latency = "0ms" } } },
        RoutingGroups = new Dictionary<string, object> { [Answering] = new[] { new { Key = "good", Model } } },
    };

    /// <param name="host">Where the requests are.</param>
    /// <param name="provider">Who is called.</param>
    /// <param name="prefetch">Requests in work at once.</param>
    public static object Of(VirtualHost host, ProviderSettings provider, ushort prefetch) => new
    {
        Transport = host.Uri.ToString(),
        // Outcomes are counted in their queues, which a monitor would empty.
        Roles = new[] { "worker" },
        Providers = new Dictionary<string, object>
        {
            ["failing"] = new { BaseUrl = provider.Failing },
            ["good"] = new { BaseUrl = provider.Answering },
        },
        RoutingGroups = new Dictionary<string, object>
        {
            [Answering] = new[] { new { Key = "good", Model } },
            [FallingBack] = new[] { new { Key = "failing", Model }, new { Key = "good", Model } },
        },
        Limits = new { Prefetch = prefetch },
    };
}
