using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Simulation;

/// <summary>How calls follow what providers take, in virtual time.</summary>
public sealed class CapacityScenarioTests
{
    [Fact]
    public void Requests_of_a_group_with_room_are_not_kept_by_those_of_one_that_is_full()
    {
        var simulated = new Simulated();
        var full = simulated.Add(new SimulatedProvider("full", simulated.Time) { Rate = _ => 1 });
        simulated.Add(new SimulatedProvider("free", simulated.Time));
        simulated.Publish(5000, "full", "a");
        simulated.StartWorker();
        simulated.Run(30);
        Assert.InRange(full.Answered, 20, 31);

        var begun = simulated.Time.Seconds;
        simulated.Publish(100, "free", "b");
        simulated.Run(2);

        Assert.All(Enumerable.Range(0, 100), i => Assert.InRange(simulated.Broker.AnsweredAt[$"b-{i}"] - begun, 0, 1.5));
        // Those that made way go on to be served.
        simulated.Run(60);
        Assert.InRange(full.Answered, 50, 93);
    }

    [Fact]
    public void Requests_behind_a_backlog_of_a_full_group_are_reached_in_seconds()
    {
        var simulated = new Simulated();
        simulated.Add(new SimulatedProvider("full", simulated.Time) { Rate = _ => 1 });
        simulated.Add(new SimulatedProvider("free", simulated.Time));
        simulated.Publish(5000, "full", "a");
        simulated.Publish(100, "free", "b");
        simulated.StartWorker();
        simulated.Run(10);

        Assert.All(Enumerable.Range(0, 100), i => Assert.Contains($"b-{i}", simulated.Broker.AnsweredAt));
    }

    [Fact]
    public void A_provider_without_limits_is_used_in_full_within_a_second()
    {
        var simulated = new Simulated { Prefetch = 2000 };
        var provider = simulated.Add(new SimulatedProvider("wide", simulated.Time) { Latency = _ => 5 });
        simulated.Publish(4000);
        simulated.StartWorker();

        simulated.Run(1.6);

        Assert.Equal(2000, provider.InFlight);
    }

    [Fact]
    public void A_batch_that_meets_an_unknown_limit_is_not_turned_away_by_the_dozen()
    {
        var simulated = new Simulated { Prefetch = 256 };
        var provider = simulated.Add(new SimulatedProvider("narrow", simulated.Time) { Rate = _ => 10, RefusalLatency = 0.05 });
        simulated.Publish(256);
        simulated.StartWorker();

        simulated.Run(1);

        Assert.InRange(provider.Refused, 1, 20);
    }

    [Theory]
    [InlineData(40, 20)]
    [InlineData(20, 40)]
    [InlineData(40, 8)]
    public void A_limit_that_changes_is_followed(double before, double after)
    {
        var simulated = new Simulated();
        var provider = simulated.Add(new SimulatedProvider("alpha", simulated.Time) { Rate = at => at < 20 ? before : after, RefusalLatency = 0.02 });
        simulated.Publish(6000);
        simulated.StartWorker();

        simulated.Run(80);

        var late = provider.Calls.Where(call => call.At is >= 40 and < 80).ToList();
        Assert.InRange(late.Count(call => call.Status == 200) / 40.0, 0.88 * after, 1.03 * after);
        Assert.InRange(late.Count(call => call.Status == 429) / (double)late.Count, 0, 0.04);
    }

    [Fact]
    public void Calls_left_that_answers_name_spare_refusals()
    {
        var (silent, telling) = (Refused(hints: false), Refused(hints: true));

        Assert.InRange(telling, 0, 0.04);
        Assert.True(telling < silent, $"{telling:P2} with, {silent:P2} without");

        static double Refused(bool hints)
        {
            var simulated = new Simulated();
            simulated.Add(new SimulatedProvider("alpha", simulated.Time) { Rate = _ => 40, RefusalLatency = 0.02, Hints = hints });
            simulated.Publish(3000);
            simulated.StartWorker();
            simulated.Drain(3000);
            Assert.InRange(simulated.Broker.LastAt, 74, 1.15 * 74);
            return simulated.RefusedShare;
        }
    }

    [Fact]
    public void Without_spillover_requests_wait_for_the_member_that_was_chosen()
    {
        var (spilled, waited) = (Shares(spillover: true), Shares(spillover: false));

        // By their weights half of the requests each; by their limits a fifth and four fifths.
        Assert.InRange(waited, 0.4, 0.6);
        Assert.InRange(spilled, 0.1, 0.3);

        static double Shares(bool spillover)
        {
            var simulated = new Simulated { Spillover = spillover };
            var narrow = simulated.Add(new SimulatedProvider("narrow", simulated.Time) { Rate = _ => 10 });
            simulated.Add(new SimulatedProvider("wide", simulated.Time) { Rate = _ => 40 });
            simulated.Publish(600);
            simulated.StartWorker();
            simulated.Drain(600);
            Assert.Equal(600, simulated.Broker.Answered);
            return narrow.Answered / 600.0;
        }
    }

    [Fact]
    public void What_is_switched_off_finds_no_limit_and_still_answers_everything()
    {
        var (found, calls) = Run(adaptive: true);
        var (none, more) = Run(adaptive: false);

        Assert.NotNull(found);
        Assert.Null(none);
        Assert.True(more > calls, $"{more} calls without, {calls} with");

        static (double? Rate, int Calls) Run(bool adaptive)
        {
            var simulated = new Simulated { Options = new ProviderOptions { Adaptive = adaptive } };
            simulated.Add(new SimulatedProvider("alpha", simulated.Time) { Rate = _ => 20 });
            simulated.Publish(600);
            simulated.StartWorker();
            simulated.Drain(600);
            Assert.Equal(600, simulated.Broker.Answered);
            return (simulated.StatusOf(0, 0).Rate, simulated.Calls);
        }
    }
}
