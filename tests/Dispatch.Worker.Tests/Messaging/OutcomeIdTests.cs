using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Tests.Messaging;

public sealed class OutcomeIdTests
{
    [Fact]
    public void The_same_request_gives_the_same_id() => Assert.Equal(OutcomeId.OfResult("a"), OutcomeId.OfResult("a"));

    [Fact]
    public void It_stays_the_same_over_releases() => Assert.Equal(new Guid("2792a30a-555d-5416-82d2-7f2a5bce0ddb"), OutcomeId.OfResult("a"));

    [Fact]
    public void Other_requests_and_other_outcomes_have_other_ids()
    {
        var ids = new[] { OutcomeId.OfResult("a"), OutcomeId.OfResult("b"), OutcomeId.OfDeadLetter("a"), OutcomeId.OfResult("dead-letter:a") };

        Assert.Distinct(ids);
    }

    [Fact]
    public void The_dead_letter_of_a_replay_is_another_one_than_the_first()
    {
        var (first, second) = (new ReplayMark(Guid.Empty, "7", 1), new ReplayMark(Guid.Empty, "7", 2));

        Assert.Distinct([OutcomeId.OfDeadLetter("a"), OutcomeId.OfDeadLetter("a", first), OutcomeId.OfDeadLetter("a", second), OutcomeId.OfReplay(first)]);
        Assert.Equal(OutcomeId.OfDeadLetter("a", first), OutcomeId.OfDeadLetter("a", first));
    }

    [Fact]
    public void It_is_a_name_based_uuid()
    {
        var id = OutcomeId.OfResult("zürich");

        Assert.Equal(5, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }
}
