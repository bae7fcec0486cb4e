using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Tests.Recovery;

public sealed class BackoffScheduleTests
{
    private static readonly BackoffOptions Options = new() { Initial = TimeSpan.FromSeconds(2), Max = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(50, 30)]
    public void The_wait_doubles_up_to_the_longest(int round, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackoffSchedule.Delay(Options, round, 0));

    [Fact]
    public void Jitter_takes_away_up_to_half()
    {
        Assert.Equal(TimeSpan.FromSeconds(6), BackoffSchedule.Delay(Options, 3, 0.5));
        Assert.InRange(BackoffSchedule.Delay(Options, 3, 0.9999), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4.01));
    }
}
