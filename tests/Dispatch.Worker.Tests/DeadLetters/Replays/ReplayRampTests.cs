using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayRampTests
{
    private const double Rate = 1000;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(0, 0, 500, 1)]
    [InlineData(1, 0, 500, 10)]
    [InlineData(1, 4, 500, 6)]
    [InlineData(2, 0, 500, 100)]
    [InlineData(2, 0, 30, 30)]
    [InlineData(3, 500, 500, 500)]
    public void A_step_sends_what_it_has_room_for(int step, int sent, int pending, int count) =>
        Assert.Equal(new RampMove.Send(count), Next(new RampState(step, sent, sent, pending, Now)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 10)]
    [InlineData(2, 100)]
    public void The_next_step_begins_when_all_outcomes_of_one_are_known(int step, int sent)
    {
        Assert.Equal(new RampMove.Climb(), Next(new RampState(step, sent, Waiting: 0, Pending: 1, Now)));
        Assert.Equal(new RampMove.Wait(Now + Patience), Next(new RampState(step, sent, Waiting: 1, Pending: 1, Now)));
    }

    [Fact]
    public void Outcomes_that_do_not_come_are_not_waited_for_without_end()
    {
        var state = new RampState(0, Sent: 1, Waiting: 1, Pending: 5, LastSentAt: Now - Patience);

        Assert.Equal(new RampMove.Climb(), Next(state));
        Assert.Equal(new RampMove.Wait(Now + TimeSpan.FromTicks(1)), Next(state with { LastSentAt = Now - Patience + TimeSpan.FromTicks(1) }));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 50, 0)]
    public void Nothing_is_sent_or_waited_for_when_nothing_is_left(int step, int sent, int waiting) =>
        Assert.Equal(new RampMove.Wait(DateTimeOffset.MaxValue), Next(new RampState(step, sent, waiting, Pending: 0, Now)));

    [Fact]
    public void The_rate_bounds_every_step()
    {
        var pace = new ReplayPace(Now).After(1, Now, rate: 2);

        Assert.Equal(new RampMove.Wait(Now + TimeSpan.FromSeconds(0.5)), ReplayRamp.Next(new RampState(1, 1, 1, 50, Now), pace, 2, Patience, Now));
        Assert.Equal(new RampMove.Send(1), ReplayRamp.Next(new RampState(1, 1, 1, 50, Now), pace, 2, Patience, Now + TimeSpan.FromSeconds(0.5)));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(101, 10, 10)]
    [InlineData(2, 0.01, 100)]
    public void The_least_time_is_that_at_the_rate(int count, double rate, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ReplayRamp.TimeFor(count, rate));

    private static RampMove Next(RampState state) =>
        ReplayRamp.Next(state, new ReplayPace(Now - TimeSpan.FromHours(1)), Rate, Patience, Now);
}
