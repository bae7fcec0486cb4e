using Dispatch.Contracts;
using Dispatch.Worker.Dashboard.Pages.Letters;

namespace Dispatch.Worker.Tests.Dashboard.Pages.Letters;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Attempts_stand_where_they_began_and_are_as_wide_as_they_took()
    {
        var timeline = Timeline.Of(Letter(10, Attempt(0, 2), Attempt(5, 1)));

        Assert.Equal(TimeSpan.FromSeconds(10), timeline.Length);
        Assert.Equal([(0.0, 0.2), (0.5, 0.1)], timeline.Rows.Select(row => (row.From, row.Width)));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(5)], timeline.Rows.Select(row => row.Offset));
    }

    [Fact]
    public void An_attempt_of_a_worker_whose_clock_is_ahead_stays_on_the_scale()
    {
        var timeline = Timeline.Of(Letter(1, Attempt(3, 2), Attempt(0, 1)));

        Assert.Equal(Noon, timeline.Start);
        Assert.Equal(TimeSpan.FromSeconds(5), timeline.Length);
        Assert.All(timeline.Rows, row => Assert.InRange(row.From + row.Width, 0, 1));
    }

    [Fact]
    public void Attempts_that_took_no_time_have_a_scale_all_the_same() =>
        Assert.Equal((0.0, 0.0), Timeline.Of(Letter(0, Attempt(0, 0))).Rows.Select(row => (row.From, row.Width)).Single());

    [Fact]
    public void A_letter_without_attempts_has_none() => Assert.Empty(Timeline.Of(Letter(0)).Rows);

    private static CompletionDeadLettered Letter(double end, params Attempt[] attempts) => new()
    {
        Id = "r",
        Reason = DeadLetterReason.ChainExhausted,
        Message = "It failed.",
        Attempts = [.. attempts],
        DeadLetteredAt = Noon.AddSeconds(end),
    };

    private static Attempt Attempt(double start, double seconds) => new()
    {
        Number = 1,
        Round = 1,
        Provider = "openai",
        StartedAt = Noon.AddSeconds(start),
        Duration = TimeSpan.FromSeconds(seconds),
        Outcome = AttemptOutcome.Failed,
    };
}
