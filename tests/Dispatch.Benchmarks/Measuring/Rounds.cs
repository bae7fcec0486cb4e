namespace Dispatch.Benchmarks.Measuring;

/// <summary>Measures scenarios, each in several rounds, in which its subjects take turns.</summary>
internal static class Rounds
{
    public static async Task<IReadOnlyList<Sample>> RunAsync(
        IReadOnlyList<IScenario> scenarios, IReadOnlyList<Subject> subjects, int rounds, Bench bench, CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        foreach (var scenario in scenarios)
        {
            for (var round = 1; round <= rounds; round++)
            {
                foreach (var subject in scenario.Subjects.Intersect(subjects))
                {
                    var figures = await scenario.MeasureAsync(subject, bench, cancellationToken);
                    samples.AddRange(figures.Select(figure => new Sample(scenario.Name, figure.Measure, subject, figure.Value)));
                    var found = string.Join(", ", figures.Select(figure => FormattableString.Invariant($"{figure.Value:0.###} {figure.Measure}")));
                    await Console.Error.WriteLineAsync($"{scenario.Name}, round {round} of {rounds}, {subject}: {found}");
                }
            }
        }

        return samples;
    }
}
