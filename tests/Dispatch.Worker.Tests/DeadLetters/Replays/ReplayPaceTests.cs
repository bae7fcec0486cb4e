using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.25, 3)]
    [InlineData(0.25, 50)]
    [InlineData(1, 0.5)]
    [InlineData(0.1, 1000)]
    public void Over_time_exactly_the_rate_is_sent(double every, double rate)
    {
        var (pace, sent) = (new ReplayPace(Start), 0);
        for (var now = Start; now < Start.AddSeconds(100); now = now.AddSeconds(every))
        {
            var allowed = pace.Allowed(now, rate);
            pace = pace.After(allowed, now, rate);
            sent += allowed;
        }

        Assert.InRange(sent, (rate * 100) - (rate * every) - 1, (rate * 100) + 1);
    }

    [Fact]
    public void A_pause_is_made_up_for_by_one_second_at_most()
    {
        var pace = new ReplayPace(Start).After(1, Start, rate: 10);

        Assert.Equal(11, pace.Allowed(Start.AddHours(1), rate: 10));
    }

    [Fact]
    public void The_first_request_is_allowed_at_once() => Assert.Equal(1, new ReplayPace(Start).Allowed(Start, rate: 0.01));
}
