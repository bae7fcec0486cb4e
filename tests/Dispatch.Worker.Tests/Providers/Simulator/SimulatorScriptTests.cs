using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Simulator;

namespace Dispatch.Worker.Tests.Providers.Simulator;

public sealed class SimulatorScriptTests
{
    [Fact]
    public void The_same_seed_gives_the_same_sequence()
    {
        var options = new SimulatorOptions { FailureRate = 0.5, Seed = 7 };

        Assert.Equal(Draw(options, 100), Draw(options, 100));
        Assert.NotEqual(Draw(options, 100), Draw(options with { Seed = 8 }, 100));
    }

    [Fact]
    public void What_a_call_draws_does_not_depend_on_those_before_it()
    {
        var options = new SimulatorOptions { FailureRate = 0.5 };
        var outage = new OutageOptions { From = TimeSpan.Zero, To = TimeSpan.FromSeconds(10) };

        var calm = Draw(options, 20);
        var stormy = Draw(options with { Outages = [outage] }, 20);

        Assert.All(stormy[..10], step => Assert.Equal(503, step.Status));
        Assert.Equal(calm[10..], stormy[10..]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10_000)]
    public void A_failure_rate_of_none_or_all_is_exact(double rate, int failures) =>
        Assert.Equal(failures, Draw(new SimulatorOptions { FailureRate = rate }, 10_000).Count(step => step.Status == 500));

    [Fact]
    public void Fails_at_the_rate_that_it_is_given() =>
        Assert.InRange(Draw(new SimulatorOptions { FailureRate = 0.3 }, 10_000).Count(step => step.Status == 500), 2_800, 3_200);

    [Fact]
    public void Latency_lies_within_its_spread_on_both_sides_of_the_median()
    {
        var options = new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(100), LatencySpread = 0.5 };

        var latencies = Draw(options, 10_000).Select(step => step.Latency.TotalMilliseconds).Order().ToArray();

        Assert.InRange(latencies[0], 50, 55);
        Assert.InRange(latencies[5_000], 95, 105);
        Assert.InRange(latencies[^1], 145, 150);
    }

    [Fact]
    public void Admits_so_many_calls_in_any_one_second_and_says_when_the_next_is_welcome()
    {
        var script = new SimulatorScript(new SimulatorOptions { RequestsPerSecond = 2 });

        Assert.Equal(
            [(200, null), (200, null), (429, 0.3), (200, null), (429, 0.3), (200, null)],
            Enumerable.Select([0.0, 0.4, 0.7, 1.0, 1.1, 1.4], second =>
            {
                var step = script.Next(TimeSpan.FromSeconds(second));
                return (step.Status, step.RetryAfter?.TotalSeconds);
            }));
    }

    [Theory]
    [InlineData(4.999, 200)]
    [InlineData(5, 503)]
    [InlineData(9.999, 503)]
    [InlineData(10, 200)]
    [InlineData(60, 503)]
    public void Is_down_from_the_beginning_of_an_outage_until_its_end(double second, int status)
    {
        var script = new SimulatorScript(new SimulatorOptions
        {
            Outages =
            [
                new OutageOptions { From = TimeSpan.FromSeconds(5), To = TimeSpan.FromSeconds(10) },
                new OutageOptions { From = TimeSpan.FromSeconds(60), To = TimeSpan.FromSeconds(61) },
            ],
        });

        Assert.Equal(status, script.Next(TimeSpan.FromSeconds(second)).Status);
    }

    private static SimulatorStep[] Draw(SimulatorOptions options, int count)
    {
        var script = new SimulatorScript(options);
        return [.. Enumerable.Range(0, count).Select(second => script.Next(TimeSpan.FromSeconds(second)))];
    }
}
