using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class DelayLanesTests
{
    [Theory]
    [InlineData(-5, null)]
    [InlineData(0, null)]
    [InlineData(0.1, null)]
    [InlineData(0.11, 0.25)]
    [InlineData(0.39, 0.25)]
    [InlineData(0.4, 0.5)]
    [InlineData(0.89, 0.5)]
    [InlineData(0.9, 1.0)]
    [InlineData(1, 1.0)]
    [InlineData(1.89, 1.0)]
    [InlineData(1.9, 2.0)]
    [InlineData(7, 4.0)]
    [InlineData(59, 30.0)]
    [InlineData(60, 60.0)]
    [InlineData(3 * 3600, 7200.0)]
    [InlineData(6 * 3600, 21600.0)]
    [InlineData(1_000_000, 21600.0)]
    public void A_delay_takes_the_longest_lane_that_does_not_overshoot(double seconds, double? lane) =>
        Assert.Equal(lane, DelayLanes.For(TimeSpan.FromSeconds(seconds))?.TotalSeconds);

    [Fact]
    public void Any_delay_up_to_a_day_is_made_of_few_lanes()
    {
        for (var seconds = 1; seconds <= 86_400; seconds += 7)
        {
            var (rest, hops) = (TimeSpan.FromSeconds(seconds), 0);
            while (DelayLanes.For(rest) is { } lane)
            {
                rest -= lane;
                hops++;
            }

            Assert.InRange(hops, 1, 16);
            Assert.InRange(rest, -DelayLanes.All[0], DelayLanes.Tolerance);
        }
    }

    [Fact]
    public void A_lane_is_named_by_its_delay() => Assert.Equal(
        ["dispatch.requests.delay.250ms", "dispatch.requests.delay.500ms", "dispatch.requests.delay.1s", "dispatch.requests.delay.21600s"],
        new[] { 0, 1, 2, DelayLanes.All.Length - 1 }.Select(index => BrokerNames.DelayLane(DelayLanes.All[index])));

    [Fact]
    public void A_lane_hands_over_with_confirms_and_refuses_when_full()
    {
        var arguments = QueueSpecifications.OfLane(TimeSpan.FromSeconds(30)).Arguments;

        Assert.Equal(30_000, arguments["x-message-ttl"]);
        Assert.Equal("quorum", arguments["x-queue-type"]);
        Assert.Equal("at-least-once", arguments["x-dead-letter-strategy"]);
        Assert.Equal("reject-publish", arguments["x-overflow"]);
        Assert.Equal("dispatch.requests.retry", arguments["x-dead-letter-exchange"]);
    }
}
