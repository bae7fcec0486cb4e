using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class GroupRecoveryTests
{
    private static readonly LimitsOptions Limits = new()
    {
        Attempts = 7,
        Rounds = 6,
        Backoff = new BackoffOptions { Initial = TimeSpan.FromSeconds(3), Max = TimeSpan.FromSeconds(30) },
    };

    private static readonly RoutingGroupOptions Plain = new() { Members = [] };

    [Fact]
    public void What_a_group_leaves_out_comes_from_the_limits()
    {
        var rules = Plain.Over(Limits);

        Assert.Equal((7, 6, Limits.Backoff, null), (rules.Attempts, rules.Rounds, rules.Backoff, rules.Timeout));
        Assert.Equal(RecoveryRules.DefaultFinal, rules.Final);
    }

    [Fact]
    public void What_a_group_sets_wins()
    {
        var timeout = TimeSpan.FromSeconds(30);

        var rules = (Plain with { Attempts = 2, Rounds = 1, Timeout = timeout }).Over(Limits);

        Assert.Equal((2, 1, timeout), (rules.Attempts, rules.Rounds, rules.Timeout));
    }

    [Theory]
    [InlineData(5, null, 5, 30)]
    [InlineData(null, 60, 3, 60)]
    [InlineData(5, 60, 5, 60)]
    public void Each_part_of_the_backoff_is_laid_over_by_itself(int? initial, int? max, int mergedInitial, int mergedMax)
    {
        var backoff = new GroupBackoffOptions { Initial = Seconds(initial), Max = Seconds(max) };

        Assert.Equal(
            new BackoffOptions { Initial = TimeSpan.FromSeconds(mergedInitial), Max = TimeSpan.FromSeconds(mergedMax) },
            (Plain with { Backoff = backoff }).Over(Limits).Backoff);
    }

    [Fact]
    public void Further_kinds_are_final_and_a_final_one_may_fall_back()
    {
        var rules = (Plain with { FinalOn = [FailureKind.ContentFiltered, FailureKind.Timeout], FallbackOn = [FailureKind.InvalidRequest] }).Over(Limits);

        Assert.Equal([FailureKind.Timeout, FailureKind.ContentFiltered], rules.Final.Order());
        Assert.Equal(FailureCategory.OfRequest, rules.CategoryOf(FailureKind.ContentFiltered, retryAfter: null));
        Assert.Equal(FailureCategory.OfProvider, rules.CategoryOf(FailureKind.InvalidRequest, retryAfter: null));
        Assert.Equal(FailureCategory.Passing, rules.CategoryOf(FailureKind.Transient, retryAfter: null));
    }

    private static TimeSpan? Seconds(int? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
