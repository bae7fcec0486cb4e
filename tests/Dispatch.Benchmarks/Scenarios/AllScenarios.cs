using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>Every scenario, in the order of the table.</summary>
internal static class AllScenarios
{
    private const int KB = 1_000;

    public static IReadOnlyList<IScenario> List { get; } =
    [
        new SteadyScenario("throughput", "a provider that answers at once, prefetch 256, 1 KB", 10_000, new Load()),
        new SteadyScenario(
            "in flight", "a provider that takes 500 ms, prefetch 2,000, 1 KB", 10_000, new Load { Prefetch = 2_000, Delay = TimeSpan.FromMilliseconds(500) }),
        Bodies("bodies 1 KB", KB, 10_000),
        Bodies("bodies 100 KB", 100 * KB, 2_000),
        Bodies("bodies 1 MB", 1_000 * KB, 300),
        new DepthScenario(),
        new FallbackScenario(),
        new BatchScenario(),
        new StartScenario(),
    ];

    private static SteadyScenario Bodies(string name, int bytes, int requests) => new(
        name, "requests and answers of this size, prefetch 32", requests, new Load { Prefetch = 32, RequestBytes = bytes, AnswerBytes = bytes });
}
