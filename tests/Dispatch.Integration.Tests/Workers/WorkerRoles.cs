namespace Dispatch.Integration.Tests.Workers;

/// <summary>The environment of a process that is more than a worker, which is what it is where nothing is said.</summary>
internal static class WorkerRoles
{
    public static IReadOnlyDictionary<string, string?> Monitor { get; } = new Dictionary<string, string?> { ["DISPATCH__ROLES__0"] = "monitor" };

    public static IReadOnlyDictionary<string, string?> WorkerAndMonitor { get; } =
        new Dictionary<string, string?> { ["DISPATCH__ROLES__0"] = "worker", ["DISPATCH__ROLES__1"] = "monitor" };
}
