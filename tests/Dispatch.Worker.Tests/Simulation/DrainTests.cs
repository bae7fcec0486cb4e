namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// A batch at providers whose limits nobody was told, one of which is down for a while: how soon it is done, against the least time that
/// the limits allow.
/// </summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    private const int Requests = 3000;
    private const double Optimum = 43.9;

    [Fact]
    public void One_worker_or_two_drain_a_batch_nearly_as_fast_as_the_limits_allow()
    {
        var one = DrainAll(workers: 1, seeds: 10);
        var two = DrainAll(workers: 2, seeds: 20);

        Assert.All(one.Concat(two), run =>
        {
            Assert.InRange(run.Time, 0.99, 1.15);
            Assert.InRange(run.Refused, 0, 0.04);
            Assert.InRange(run.Down, 1, 8);
        });
        Assert.InRange(two.Average(run => run.Time) / one.Average(run => run.Time), 0, 1.05);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void More_workers_share_the_limits(int workers) =>
        Assert.All(DrainAll(workers, seeds: 4), run =>
        {
            Assert.InRange(run.Time, 0.99, 1.3);
            Assert.InRange(run.Refused, 0, 0.06);
            Assert.InRange(run.Down, 1, 4 * workers);
        });

    private List<Figures> DrainAll(int workers, int seeds)
    {
        List<Figures> runs = [.. Enumerable.Range(1, seeds).AsParallel().AsOrdered().Select(seed => Drain(workers, seed))];
        foreach (var (index, run) in runs.Index())
            output.WriteLine($"{workers} workers, seed {index + 1}: {run}");
        return runs;
    }

    private static Figures Drain(int workers, int seed)
    {
        // The way to a provider takes some time for what is refused too.
        SimulatedProvider Limited(string key, VirtualTime time, double rate, Func<double, bool> isDown) =>
            new(key, time) { Rate = _ => rate, IsDown = isDown, RefusalLatency = 0.02 };

        var simulated = new Simulated { Seed = seed };
        simulated.Add(Limited("alpha", simulated.Time, 40, at => at is >= 10 and < 20));
        simulated.Add(Limited("beta", simulated.Time, 25, _ => false));
        simulated.Add(Limited("gamma", simulated.Time, 10, _ => false));
        simulated.Publish(Requests);
        for (var i = 0; i < workers; i++)
            simulated.StartWorker();
        simulated.Drain(Requests);

        Assert.Equal(Requests, simulated.Broker.Answered);
        return new Figures(
            simulated.Broker.LastAt / Optimum, simulated.RefusedShare, simulated.Providers[0].Calls.Count(call => call.Status == 503), simulated.Broker.Delayed);
    }

    private readonly record struct Figures(double Time, double Refused, int Down, int Delayed);
}
