namespace Dispatch.Benchmarks.Measuring;

/// <summary>
/// Measures a consumer at work on a backlog, in the steady state.
/// <list type="number">
/// <item>The consumer answers requests in four bursts, until it is warm, and comes to rest.</item>
/// <item>It is halted by a signal, of which it knows nothing, while the backlog is published and confirmed: the publisher's work falls
/// outside of what is measured, and nothing has been taken from the queue in advance that is not taken in the same way by all.</item>
/// <item>It goes on. The measured stretch begins once as many results are there as it has requests in work at once (the prefetch), and
/// ends after so many requests more. The backlog is longer than that by another prefetch, so that at both ends it is as busy as between
/// them: neither the first answers nor the empty queue at the end is part of it.</item>
/// </list>
/// Results are counted by the length of their queue, up to 100 times a second, together with what the process has taken of the machine until
/// then. Throughput is results by time, the cost of a request is the process's user and system time by results, both between the same two
/// looks. Afterwards the consumer is held to its promise, see <see cref="Rig.CheckAsync"/>.
/// </summary>
internal static class SteadyRun
{
    public const string Throughput = "requests/s";
    public const string Cost = "CPU per request, ms";
    public const string BrokerCost = "broker's CPU per request, ms";
    public const string Memory = "peak memory, MiB";

    private const int WarmRequests = 1_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        Subject subject, Bench bench, Load load, int requests, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.SetUpAsync(subject, bench, load, cancellationToken);
        using var broker = await BrokerProcess.FindAsync(rig.Host, cancellationToken);
        var warm = await rig.WarmAsync(Math.Max(Math.Min(WarmRequests, requests / 4), load.Prefetch), cancellationToken);

        await rig.Consumer.PauseAsync(cancellationToken);
        await rig.Queue.PublishAsync(requests + (2 * load.Prefetch), cancellationToken);
        await rig.Consumer.ResumeAsync(cancellationToken);

        using var gauge = new Gauge(rig.Consumer.Id);
        var stretch = new Stretch(gauge, warm + load.Prefetch, broker);
        await rig.WaitForResultsAsync(warm + load.Prefetch + requests, stretch.LookAsync, cancellationToken);
        await rig.CheckAsync(warm + requests + (2 * load.Prefetch), cancellationToken);
        var figures = new List<Figure>
        {
            new(Throughput, stretch.Results / stretch.Elapsed.TotalSeconds),
            new(Cost, stretch.Cpu.TotalMilliseconds / stretch.Results),
            new(Memory, stretch.PeakResident / (1024.0 * 1024.0)),
        };
        if (stretch.BrokerCpu is { } brokerCpu)
            figures.Add(new(BrokerCost, brokerCpu.TotalMilliseconds / stretch.Results));
        return figures;
    }
}
