namespace Dispatch.Benchmarks.Drain;

/// <summary>One way to drain the same batch.</summary>
/// <param name="Name">What it is called on the command line and in the table.</param>
/// <param name="Hints">Whether the providers say what is left of their limits, and when to come back.</param>
/// <param name="CreateDrainer">Makes whoever works.</param>
internal sealed record DrainVariant(string Name, bool Hints, Func<IDrainer> CreateDrainer)
{
    /// <summary>The one that the figures are about.</summary>
    public static DrainVariant OneWorker { get; } = new("one-worker", Hints: false, () => new WorkerDrainer(1, isWeighted: false));

    public static DrainVariant TwoWorkers { get; } = new("two-workers", Hints: false, () => new WorkerDrainer(2, isWeighted: false));

    public static DrainVariant PlainEqual { get; } = new("plain-equal", Hints: false, () => new PlainDrainer(isWeighted: false));

    public static DrainVariant PlainWeighted { get; } = new("plain-weighted", Hints: false, () => new PlainDrainer(isWeighted: true));

    public static IReadOnlyList<DrainVariant> All { get; } =
    [
        OneWorker,
        TwoWorkers,
        PlainEqual,
        PlainWeighted,
        new("one-worker-hints", Hints: true, () => new WorkerDrainer(1, isWeighted: false)),
        new("two-workers-hints", Hints: true, () => new WorkerDrainer(2, isWeighted: false)),
        new("one-worker-weighted", Hints: false, () => new WorkerDrainer(1, isWeighted: true)),
    ];
}
