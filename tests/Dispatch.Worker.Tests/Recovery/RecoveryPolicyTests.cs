using Dispatch.Contracts;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Tests.Completions;

namespace Dispatch.Worker.Tests.Recovery;

public sealed class RecoveryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Deadline = Now.AddHours(1);
    private static readonly RecoveryRules Rules =
        new(6, 3, new BackoffOptions { Initial = TimeSpan.FromSeconds(4), Max = TimeSpan.FromMinutes(1) });

    [Fact]
    public void A_ready_member_is_tried_at_once_in_the_same_round() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.Zero, 1), Next(new ChainOutlook(1, 1, true, Now, Now)));

    [Fact]
    public void A_round_that_is_over_waits_its_backoff() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.FromSeconds(8), 3), Next(new ChainOutlook(2, 2, false, null, Now)));

    [Fact]
    public void The_next_round_waits_until_a_member_may_be_asked() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.FromSeconds(90), 2), Next(new ChainOutlook(1, 1, false, null, Now.AddSeconds(90))));

    [Fact]
    public void A_member_of_this_round_that_rests_is_waited_for_where_it_comes_before_the_next_round() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.FromSeconds(3), 1), Next(new ChainOutlook(1, 1, false, Now.AddSeconds(3), Now)));

    [Fact]
    public void The_next_round_begins_where_it_comes_before_a_member_that_rests() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.FromSeconds(4), 2), Next(new ChainOutlook(1, 1, false, Now.AddSeconds(30), Now)));

    [Fact]
    public void In_the_last_round_a_member_that_rests_is_still_waited_for() =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.FromSeconds(30), 3), Next(new ChainOutlook(5, 3, false, Now.AddSeconds(30), Now)));

    [Fact]
    public void The_last_round_ends_in_a_dead_letter() =>
        Assert.Contains("3 rounds", GivenUp(DeadLetterReason.ChainExhausted, Next(new ChainOutlook(5, 3, false, null, Now))), StringComparison.Ordinal);

    [Fact]
    public void The_attempt_cap_ends_in_a_dead_letter_even_with_a_member_ready() =>
        Assert.Contains("6 attempts", GivenUp(DeadLetterReason.ChainExhausted, Next(new ChainOutlook(6, 2, true, Now, Now))), StringComparison.Ordinal);

    [Fact]
    public void A_group_that_failed_for_good_ends_without_waiting() =>
        GivenUp(DeadLetterReason.ChainExhausted, Next(new ChainOutlook(2, 1, false, null, null)));

    [Fact]
    public void Nothing_is_scheduled_past_the_deadline() =>
        GivenUp(DeadLetterReason.DeadlineExceeded, Next(new ChainOutlook(1, 1, false, null, Deadline)));

    [Fact]
    public void Nothing_is_tried_after_the_deadline() =>
        GivenUp(DeadLetterReason.DeadlineExceeded, RecoveryPolicy.Next(new ChainOutlook(0, 1, true, Now, Now), Rules, Deadline, Deadline, 0));

    [Theory]
    [InlineData(FailureKind.InvalidRequest)]
    public void A_failure_of_the_request_is_rejected_at_once(FailureKind kind)
    {
        var message = GivenUp(DeadLetterReason.Rejected, After(kind));

        Assert.Contains("no such field", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Credential)]
    [InlineData(FailureKind.ModelUnavailable)]
    [InlineData(FailureKind.QuotaExceeded)]
    [InlineData(FailureKind.InvalidResponse)]
    [InlineData(FailureKind.ContentFiltered)]
    [InlineData(FailureKind.ContextLengthExceeded)]
    [InlineData(FailureKind.Unknown)]
    public void Any_other_failure_goes_to_the_next_member(FailureKind kind) =>
        Assert.Equal(new NextStep.Redeliver(TimeSpan.Zero, 1), After(kind));

    private static NextStep After(FailureKind kind) =>
        RecoveryPolicy.AfterFailure(Sample.Failed("a", kind: kind) with { Message = "no such field" }, new ChainOutlook(1, 1, true, Now, Now), Rules, Now, Deadline, 0);

    private static NextStep Next(ChainOutlook outlook) => RecoveryPolicy.Next(outlook, Rules, Now, Deadline, 0);

    private static string GivenUp(DeadLetterReason reason, NextStep step)
    {
        var giveUp = Assert.IsType<NextStep.GiveUp>(step);
        Assert.Equal(reason, giveUp.Reason);
        return giveUp.Message;
    }
}
