using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Completions;

public sealed class ChainTests
{
    private static readonly RoutingGroup Group = RoutingGroup.Create("chat", [new() { Key = "a" }, new() { Key = "b" }, new() { Key = "c", Model = "large" }]);

    private static readonly RecoveryRules Rules = new(40, 10, new BackoffOptions());

    [Fact]
    public void Everyone_is_eligible_at_first() => Assert.Equal([true, true, true], Eligible(Sample.History(1)));

    [Fact]
    public void A_member_is_asked_once_in_a_round()
    {
        Assert.Equal([false, true, true], Eligible(Sample.History(1, Sample.Failed("a"))));
        Assert.Equal([true, true, true], Eligible(Sample.History(2, Sample.Failed("a"))));
    }

    [Theory]
    [InlineData(FailureKind.Credential)]
    [InlineData(FailureKind.ModelUnavailable)]
    public void A_member_that_failed_for_good_is_not_asked_in_any_round(FailureKind kind) =>
        Assert.Equal([false, true, true], Eligible(Sample.History(3, Sample.Failed("a", kind: kind))));

    [Fact]
    public void A_member_that_asked_to_be_left_alone_is_eligible_when_its_time_is_over()
    {
        // The attempt ended one second after noon.
        var history = Sample.History(2, Sample.Failed("a", retryAfter: TimeSpan.FromSeconds(10)));

        Assert.Equal([false, true, true], Eligible(history, Sample.Noon.AddSeconds(10.9)));
        Assert.Equal([true, true, true], Eligible(history, Sample.Noon.AddSeconds(11)));
    }

    [Fact]
    public void A_member_is_known_by_provider_and_model()
    {
        Assert.Equal([true, true, true], Eligible(Sample.History(1, Sample.Failed("c", model: "m"))));
        Assert.Equal([true, true, false], Eligible(Sample.History(1, Sample.Failed("c", model: "large"))));
    }

    [Fact]
    public void The_outlook_counts_attempts_and_finds_the_earliest_member()
    {
        var now = Sample.Noon.AddSeconds(5);
        var history = Sample.History(1, Sample.Failed("a"), Sample.Failed("b", kind: FailureKind.Credential), Sample.Failed("c", model: "large", retryAfter: TimeSpan.FromSeconds(60)));

        var outlook = Outlook(history, now);

        Assert.Equal(new ChainOutlook(2, 1, false, null, DateTimeOffset.MinValue), outlook);
    }

    [Fact]
    public void The_outlook_names_the_instant_at_which_a_resting_member_of_this_round_is_ready()
    {
        var history = Sample.History(2, Sample.Failed("a", 2), Sample.Failed("b", 2), Sample.Failed("c", 1, model: "large", retryAfter: TimeSpan.FromSeconds(60)));

        var outlook = Outlook(history, Sample.Noon.AddSeconds(5));

        Assert.False(outlook.MemberReady);
        Assert.Equal(Sample.Noon.AddSeconds(61), outlook.ReadyThisRound);
    }

    [Fact]
    public void A_group_that_failed_for_good_has_no_outlook()
    {
        var history = Sample.History(1, Sample.Failed("a", kind: FailureKind.Credential), Sample.Failed("b", kind: FailureKind.Credential),
            Sample.Failed("c", kind: FailureKind.ModelUnavailable, model: "large"));

        Assert.Null(Outlook(history, Sample.Noon).ReadyNextRound);
    }

    [Fact]
    public void A_wait_of_years_is_kept_to_as_long_as_a_cooldown_may_last()
    {
        var history = Sample.History(2, Sample.Failed("a", retryAfter: TimeSpan.MaxValue));

        Assert.Equal([false, true, true], Eligible(history, Sample.Noon.AddHours(6)));
        Assert.Equal([true, true, true], Eligible(history, Sample.Noon.AddHours(6).AddSeconds(1)));
    }

    [Fact]
    public void A_time_out_of_a_forged_history_does_not_run_past_the_calendar()
    {
        var history = Sample.History(2, Sample.Failed("a", retryAfter: TimeSpan.FromHours(1), at: DateTimeOffset.MaxValue.AddMinutes(-1)));

        Assert.Equal([false, true, true], Eligible(history));
    }

    private static ChainOutlook Outlook(History history, DateTimeOffset now) => Chain.Outlook(Chain.Standings(Group, history, "m", Rules), history, now);

    private static bool[] Eligible(History history, DateTimeOffset? now = null)
    {
        var instant = now ?? Sample.Noon.AddSeconds(5);
        return [.. Chain.Standings(Group, history, "m", Rules).Select(standing => standing.IsEligible(instant))];
    }
}
