namespace Dispatch.Benchmarks.Measuring;

/// <summary>One thing that is measured, of each of its subjects in turn.</summary>
internal interface IScenario
{
    /// <summary>What it is chosen by, alone or with others that begin alike: <c>bodies 1 MB</c> is among <c>bodies</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the list of scenarios.</summary>
    string Description { get; }

    /// <summary>What is measured, in the order of a round.</summary>
    IReadOnlyList<Subject> Subjects { get; }

    /// <summary>One run. All that it starts is gone when it returns.</summary>
    Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken);
}
