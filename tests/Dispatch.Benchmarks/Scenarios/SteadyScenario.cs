using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>A backlog, a load and nothing else: what a request costs, and how many are answered in a second.</summary>
internal sealed record SteadyScenario(string Name, string Description, int Requests, Load Load) : IScenario
{
    public IReadOnlyList<Subject> Subjects { get; } = [Subject.A, Subject.B, Subject.Dispatch];

    public Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken) =>
        SteadyRun.MeasureAsync(subject, bench, Load, bench.RequestsOr(Requests), cancellationToken);
}
