using System.Collections.Immutable;

namespace Dispatch.Worker.Configuration;

/// <summary>What a process of <c>dispatch run</c> can be.</summary>
internal static class Roles
{
    /// <summary>Works on requests.</summary>
    public const string Worker = "worker";

    /// <summary>Takes dead letters from their queue into a store.</summary>
    public const string Monitor = "monitor";

    public static ImmutableArray<string> All { get; } = [Worker, Monitor];
}
