using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayReturnsTests
{
    [Theory]
    // One that comes back as it was is enough in the small steps.
    [InlineData(0, 1, 1, 0, true)]
    [InlineData(1, 10, 1, 0, true)]
    [InlineData(1, 1, 1, 0, true)]
    // In the first, any that comes back is.
    [InlineData(0, 1, 0, 1, true)]
    [InlineData(1, 5, 0, 2, false)]
    [InlineData(1, 10, 0, 4, false)]
    [InlineData(1, 10, 0, 5, true)]
    // Later a share counts, and no less than five.
    [InlineData(2, 4, 4, 0, false)]
    [InlineData(2, 5, 5, 0, true)]
    [InlineData(2, 50, 5, 0, true)]
    [InlineData(2, 51, 5, 0, false)]
    [InlineData(3, 100, 9, 0, false)]
    [InlineData(3, 100, 10, 0, true)]
    [InlineData(3, 100, 0, 49, false)]
    [InlineData(3, 100, 0, 50, true)]
    [InlineData(3, 100, 5, 45, true)]
    [InlineData(0, 1, 0, 0, false)]
    [InlineData(3, 0, 0, 0, false)]
    public void It_stops_when_too_many_come_back(int step, int known, int same, int other, bool stops) =>
        Assert.Equal(stops, new ReplayReturns(known, same, other).WhyToStop(step) is not null);

    [Fact]
    public void It_says_what_came_back()
    {
        Assert.Equal(
            "Of the latest 1 outcome, 1 came back with the same failure as before; the cause is still there.", new ReplayReturns(1, 1, 0).WhyToStop(0));
        Assert.Equal("Of the latest 1 outcome, 1 came back with another failure than before.", new ReplayReturns(1, 0, 1).WhyToStop(0));
        Assert.Equal("Of the latest 100 outcomes, 60 came back as dead letters.", new ReplayReturns(100, 9, 51).WhyToStop(3));
    }
}
