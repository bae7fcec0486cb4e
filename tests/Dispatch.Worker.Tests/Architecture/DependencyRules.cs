namespace Dispatch.Worker.Tests.Architecture;

/// <summary>Which way things may depend. Each check returns the breaches, as "user -> used".</summary>
internal static class DependencyRules
{
    private const string Worker = "Dispatch.Worker.";

    /// <summary>The folders that each folder may see beside itself and the contracts.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Routing"] = [],
        ["Recovery"] = [],
        ["Providers"] = [],
        ["Configuration"] = ["Routing", "Recovery", "Providers"],
        ["Completions"] = ["Routing", "Recovery", "Providers", "Configuration", "Telemetry"],
        ["Messaging"] = ["Completions", "Telemetry"],
        ["Batches"] = ["Messaging"],
        ["DeadLetters"] = ["Messaging", "Providers", "Configuration", "Telemetry", "Batches"],
        ["Telemetry"] = [],
        ["Dashboard"] = ["DeadLetters", "Configuration", "Routing", "Providers", "Messaging", "Batches", "Telemetry"],
        ["Cli"] = ["Dashboard", "DeadLetters", "Routing", "Recovery", "Providers", "Configuration", "Completions", "Messaging", "Batches", "Telemetry"],
    };

    public static IEnumerable<string> FolderBreaches(Dependencies code, IReadOnlyDictionary<string, string[]> allowed) =>
        from type in code.Types
        let folder = FolderOf(type.FullName)
        where folder is not null
        from used in Dependencies.UsedBy(type)
        let other = FolderOf(used)
        where other is not null && other != folder && !allowed.GetValueOrDefault(folder, []).Contains(other)
        select $"{type.FullName} -> {used}";

    /// <summary>Uses of a library outside the folders that it belongs to.</summary>
    public static IEnumerable<string> LibraryBreaches(Dependencies code, string library, params string[] folders) =>
        from type in code.Types
        let folder = FolderOf(type.FullName)
        where folder is not null && !folders.Contains(folder)
        from used in Dependencies.UsedBy(type)
        where used == library || used.StartsWith(library + ".", StringComparison.Ordinal)
        select $"{type.FullName} -> {used}";

    /// <summary>What a pure type must not name: clocks, randomness, logs, options, tasks, files, the network.</summary>
    public static IEnumerable<string> PurityBreaches(Dependencies code, params Type[] pure) =>
        from type in code.Types
        where pure.Any(each => each.FullName == type.FullName)
        from used in Dependencies.UsedBy(type)
        where Impure.Any(prefix => used.StartsWith(prefix, StringComparison.Ordinal))
        select $"{type.FullName} -> {used}";

    /// <summary>The part of a name after <c>Dispatch.Worker.</c> up to the next dot: the folder.</summary>
    public static string? FolderOf(string type)
    {
        if (!type.StartsWith(Worker, StringComparison.Ordinal))
            return null;

        var rest = type[Worker.Length..];
        var end = rest.IndexOf('.', StringComparison.Ordinal);
        return end < 0 ? null : rest[..end];
    }

    private static readonly string[] Impure =
    [
        "System.TimeProvider", "System.Random", "System.Threading.Tasks.", "System.Threading.CancellationToken", "System.Threading.Thread", "System.IO.File", "System.IO.Stream", "System.Net.Http.HttpClient", "System.Diagnostics.Stopwatch",
        "Microsoft.Extensions.Logging.", "Microsoft.Extensions.Options.", "System.Environment",
    ];
}
