using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Completions;

/// <summary>
/// What holds for every request, whatever its group, the failures of its providers, their health and the clock: whole chains are run
/// from the first selection to the dead letter.
/// </summary>
public sealed class RecoveryProperties
{
    private const int ManySteps = 20_000;

    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    private static readonly Gen<TimeSpan?> RetryAfter = Gen.Frequency(
        (6, Gen.Const((TimeSpan?)null)),
        (3, Gen.Double[0, 600].Select(seconds => (TimeSpan?)TimeSpan.FromSeconds(seconds))),
        (1, Gen.OneOf(Gen.Const((TimeSpan?)TimeSpan.Zero), Gen.Const((TimeSpan?)TimeSpan.FromHours(3)), Gen.Const((TimeSpan?)TimeSpan.FromDays(3650)))));

    private static readonly Gen<(FailureKind Kind, TimeSpan? RetryAfter)[]> Failures =
        Gen.Select(Gen.Int[0, Kinds.Length - 1].Select(index => Kinds[index]), RetryAfter).Array[1, 12];

    // Out of every so many seconds the member can't be called for so many.
    private static readonly Gen<(int Every, int Off)> Health = Gen.Select(Gen.Int[1, 300], Gen.Int[0, 299]).Select(each => (each.Item1, Math.Min(each.Item1 - 1, each.Item2)));

    private static readonly Gen<(MemberOptions Options, (int Every, int Off) Health, (FailureKind, TimeSpan?)[] Failures)> Member =
        Gen.Select(Gen.Int[-2, 2], Gen.Double[-1, 3], Gen.Int[0, 3].Select(size => size == 0 ? (int?)null : size * 1000), Health, Failures)
            .Select(each => (new MemberOptions { Key = "", Priority = each.Item1, Weight = each.Item2, ContextWindow = each.Item3 }, each.Item4, each.Item5));

    private static readonly Gen<RecoveryRules> Rules =
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 5], Gen.Double[0.1, 30], Gen.Int[0, Kinds.Length - 1].Select(index => Kinds[index]).Array[0, 2])
            .Select(each => new RecoveryRules(each.Item1, each.Item2, new BackoffOptions { Initial = TimeSpan.FromSeconds(each.Item3) })
            {
                Final = [.. RecoveryRules.DefaultFinal.Concat(each.Item4)],
            });

    private static readonly Gen<ChainRun> Runs =
        Gen.Select(Member.Array[1, 5], Rules, Gen.Double[1, 7200], Gen.Int).Select(each => new ChainRun(each.Item1, each.Item2, TimeSpan.FromSeconds(each.Item3), each.Item4));

    [Fact]
    public void Every_chain_ends() => Sample(run => Assert.InRange(run.Steps().Count(), 1, ManySteps));

    [Fact]
    public void No_chain_has_more_attempts_than_allowed_and_none_is_lost_from_its_count() => Sample(run =>
    {
        var made = 0;
        foreach (var step in run.Steps())
        {
            made += step.Attempt?.FailureKind!.Value.CountsAsAttempt() == true ? 1 : 0;
            Assert.Equal(made, step.History.CountedAttempts);
            Assert.InRange(made, 0, run.Rules.Attempts);
            Assert.InRange(step.History.Attempts.Length, 0, History.MaxKept);
        }
    });

    [Fact]
    public void A_rate_limit_never_eats_an_attempt() => Sample(run =>
    {
        foreach (var (before, after) in run.Steps().Zip(run.Steps().Skip(1)).Where(pair => pair.Second.Attempt?.FailureKind == FailureKind.RateLimited))
            Assert.Equal(before.History.CountedAttempts, after.History.CountedAttempts);
    });

    [Fact]
    public void No_member_is_asked_again_in_a_round_unless_it_turned_the_caller_away() => Sample(run =>
    {
        foreach (var round in run.Steps().Where(step => step.Attempt is not null).Select(step => step.Attempt!).GroupBy(attempt => (attempt.Round, attempt.Provider)))
            Assert.All(round.SkipLast(1), earlier => Assert.Equal(FailureCategory.Postponed, run.Rules.CategoryOf(earlier.FailureKind!.Value, earlier.RetryAfter)));
    });

    [Fact]
    public void No_member_is_asked_again_after_it_failed_for_good() => Sample(run =>
    {
        foreach (var member in run.Steps().Where(step => step.Attempt is not null).Select(step => step.Attempt!).GroupBy(attempt => attempt.Provider))
            Assert.All(member.SkipLast(1), earlier => Assert.NotEqual(FailureCategory.OfProvider, run.Rules.CategoryOf(earlier.FailureKind!.Value, earlier.RetryAfter)));
    });

    [Fact]
    public void Nothing_is_scheduled_past_the_deadline_and_no_round_past_the_last() => Sample(run =>
    {
        foreach (var step in run.Steps().Where(step => step.Next is NextStep.Redeliver))
        {
            var redeliver = (NextStep.Redeliver)step.Next;
            Assert.True(step.Now + redeliver.Delay < run.Deadline);
            Assert.InRange(redeliver.Round, 1, run.Rules.Rounds);
            Assert.True(redeliver.Delay >= TimeSpan.Zero);
        }
    });

    [Fact]
    public void No_dead_letter_while_an_eligible_member_is_untried() => Sample(run =>
    {
        var last = run.Steps().Last();
        var giveUp = Assert.IsType<NextStep.GiveUp>(last.Next);
        var isFinal = last.Attempt is { FailureKind: { } kind } failure && run.Rules.CategoryOf(kind, failure.RetryAfter) == FailureCategory.OfRequest;
        if (!isFinal && giveUp.Reason != DeadLetterReason.DeadlineExceeded && last.History.CountedAttempts < run.Rules.Attempts)
            Assert.DoesNotContain(run.Standings(last.History, last.Now), standing => standing.IsCandidate);
    });

    [Fact]
    public void An_invalid_request_ends_at_once() => Sample(run =>
    {
        var steps = run.Steps().ToList();
        var index = steps.FindIndex(step => step.Attempt?.FailureKind == FailureKind.InvalidRequest);
        Assert.True(index < 0 || index == steps.Count - 1);
        if (index >= 0)
            Assert.Equal(DeadLetterReason.Rejected, Assert.IsType<NextStep.GiveUp>(steps[index].Next).Reason);
    });

    [Fact]
    public void A_group_that_failed_for_good_ends_without_waiting() => Sample(run =>
    {
        foreach (var step in run.Steps().Where(step => run.Standings(step.History, step.Now).All(standing => standing.FailedForGood)))
            Assert.IsType<NextStep.GiveUp>(step.Next);
    });

    [Fact]
    public void A_request_that_comes_back_at_once_finds_a_member() => Sample(run =>
    {
        foreach (var step in run.Steps().Where(step => step.Next is NextStep.Redeliver { Delay: var delay } && delay == TimeSpan.Zero))
            Assert.Contains(run.Standings(step.History, step.Now), standing => standing.IsEligible(step.Now));
    });

    private static void Sample(Action<ChainRun> holds) => Runs.Sample(holds, iter: 1000, threads: 1);
}
