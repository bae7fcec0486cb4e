using System.Globalization;
using Dispatch.Benchmarks.Measuring;

namespace Dispatch.Benchmarks.Scenarios;

/// <summary>
/// What a request costs with few and with many others waiting. One consumer works on all depths, one after the other; at each as many
/// requests are published as results come, so that as many wait at the end of the measured stretch as at its beginning. The publisher's
/// part is the same at every depth.
/// </summary>
internal sealed class DepthScenario : IScenario
{
    private const int Requests = 10_000;
    private const int WarmRequests = 2_500;
    private static readonly int[] Depths = [1_000, 10_000, 100_000];
    private static readonly Load Load = new();

    public string Name => "depth";

    public string Description => "1,000, 10,000 and 100,000 requests waiting, prefetch 256, 1 KB";

    public IReadOnlyList<Subject> Subjects { get; } = [Subject.A, Subject.Dispatch];

    public async Task<IReadOnlyList<Figure>> MeasureAsync(Subject subject, Bench bench, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.SetUpAsync(subject, bench, Load, cancellationToken);
        using var gauge = new Gauge(rig.Consumer.Id);
        var published = await rig.WarmAsync(WarmRequests, cancellationToken);
        long results = published;
        var figures = new List<Figure>();
        var stretches = new List<Stretch>();
        foreach (var depth in Depths)
        {
            await rig.Consumer.PauseAsync(cancellationToken);
            await PublishAsync(depth + Load.Prefetch - (int)(published - results));
            await rig.Consumer.ResumeAsync(cancellationToken);

            var stretch = new Stretch(gauge, results + Load.Prefetch);
            var ahead = published - results;
            results = await rig.WaitForResultsAsync(
                results + Load.Prefetch + bench.RequestsOr(Requests),
                async count =>
                {
                    await stretch.LookAsync(count);
                    await PublishAsync((int)(ahead - (published - count)));
                },
                cancellationToken);
            stretches.Add(stretch);
            figures.Add(new($"CPU per request at {Text(depth)}, ms", CostOf(stretch)));
            figures.Add(new($"time per request at {Text(depth)}, ms", TimeOf(stretch)));
        }

        await rig.CheckAsync(published, cancellationToken);
        figures.Add(new($"CPU per request, {Text(Depths[^1])} against {Text(Depths[0])}", CostOf(stretches[^1]) / CostOf(stretches[0])));
        figures.Add(new($"time per request, {Text(Depths[^1])} against {Text(Depths[0])}", TimeOf(stretches[^1]) / TimeOf(stretches[0])));
        return figures;

        async Task PublishAsync(int count)
        {
            if (count <= 0)
                return;

            await rig.Queue.PublishAsync(count, cancellationToken);
            published += count;
        }
    }

    private static double CostOf(Stretch stretch) => stretch.Cpu.TotalMilliseconds / stretch.Results;

    private static double TimeOf(Stretch stretch) => stretch.Elapsed.TotalMilliseconds / stretch.Results;

    private static string Text(int depth) => depth.ToString("N0", CultureInfo.InvariantCulture);
}
