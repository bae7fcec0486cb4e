namespace Dispatch.Worker.Tests.Simulation;

/// <summary>
/// A batch at providers whose limits nobody was told, one of which is down for a while: how soon it is done, against the least time that
/// the limits allow.
/// </summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    private const int Requests = 3000;
    private const double Optimum = 43.9;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public Task A_batch_is_drained_nearly_as_fast_as_the_limits_allow(int workers, int seed) => Task.Run(() =>
    {
        var simulated = new Simulated { Seed = seed };
        AddProviders(simulated);
        simulated.Publish(Requests);
        for (var i = 0; i < workers; i++)
            simulated.StartWorker();

        var trace = new List<string>();
        for (var second = 1; second < 100 && simulated.Broker.Answered < Requests; second++)
        {
            simulated.Time.Run(() => simulated.Time.Seconds >= second || simulated.Broker.Answered >= Requests, 10);
            trace.Add($"new {simulated.Broker.Waiting} parked {simulated.Broker.Parked} returned {simulated.Broker.Returned} "
                + string.Join(" ", Enumerable.Range(0, workers).Select(worker => string.Join("/", Enumerable.Range(0, 3).Select(provider => $"{simulated.StatusOf(worker, provider).Rate:0.0},{simulated.StatusOf(worker, provider).Concurrency}")))));
        }

        var down = simulated.Providers[0].Calls.Count(call => call.Status == 503);
        output.WriteLine(
            $"{simulated.Broker.LastAt:0.0} s, {simulated.Broker.LastAt / Optimum:0.000}, 429 {simulated.RefusedShare:P2} "
            + $"{string.Join('+', simulated.Providers.Select(each => each.Refused))} of {string.Join('+', simulated.Providers.Select(each => each.Calls.Count))}, down {down}, delayed {simulated.Broker.Delayed}");
        for (var second = 0; second < simulated.Broker.LastAt; second++)
        {
            output.WriteLine($"{second,3} " + string.Join(" | ", simulated.Providers.Select(each =>
                $"{each.Calls.Count(call => (int)call.At == second && call.Status == 200),4} {each.Calls.Count(call => (int)call.At == second && call.Status != 200),3}")) + " " + trace.ElementAtOrDefault(second));
        }

        if (Environment.GetEnvironmentVariable("SIM") is not null) Assert.Fail();
        Assert.Equal(Requests, simulated.Broker.Answered);
        Assert.InRange(simulated.Broker.LastAt / Optimum, 0.99, workers == 1 ? 1.15 : 1.4);
        Assert.InRange(simulated.RefusedShare, 0, workers == 1 ? 0.04 : 0.06);
        Assert.InRange(down, 1, workers == 1 ? 8 : 40);
    }, TestContext.Current.CancellationToken);

    private static void AddProviders(Simulated simulated)
    {
        simulated.Add(new SimulatedProvider("alpha", simulated.Time) { Rate = _ => 40, IsDown = at => at is >= 10 and < 20 });
        simulated.Add(new SimulatedProvider("beta", simulated.Time) { Rate = _ => 25 });
        simulated.Add(new SimulatedProvider("gamma", simulated.Time) { Rate = _ => 10 });
    }
}
