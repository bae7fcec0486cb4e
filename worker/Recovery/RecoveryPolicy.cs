using System.Globalization;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>Decides what comes next for a request that was not answered. Pure: time and randomness are handed in.</summary>
internal static class RecoveryPolicy
{
    /// <summary>The step after a failed attempt.</summary>
    /// <param name="failure">The attempt.</param>
    /// <param name="outlook">The chain, with that attempt in it.</param>
    /// <param name="rules">How failures are handled in the routing group.</param>
    /// <param name="now">The present.</param>
    /// <param name="deadline">The request's deadline.</param>
    /// <param name="jitter">A random number, 0 to below 1.</param>
    public static NextStep AfterFailure(
        Attempt failure, in ChainOutlook outlook, RecoveryRules rules, DateTimeOffset now, DateTimeOffset deadline, double jitter)
    {
        var kind = failure.FailureKind ?? FailureKind.Unknown;
        return rules.CategoryOf(kind, failure.RetryAfter) == FailureCategory.OfRequest
            ? Final(kind, failure)
            : Next(outlook, rules, now, deadline, jitter);
    }

    /// <summary>
    /// The step for a request with no attempt to judge: the next member now if one is ready; else a wait, for a member of this
    /// round that is not ready yet or for the next round, whichever comes first; else a dead letter.
    /// </summary>
    public static NextStep Next(in ChainOutlook outlook, RecoveryRules rules, DateTimeOffset now, DateTimeOffset deadline, double jitter)
    {
        if (now >= deadline)
            return PastDeadline(now, deadline);

        if (outlook.Attempts >= rules.Attempts)
            return Exhausted(outlook, $"the limit of {Number(rules.Attempts, "attempt")} is reached");

        if (outlook.MemberReady)
            return new NextStep.Redeliver(TimeSpan.Zero, outlook.Round);

        var nextRound = outlook.Round < rules.Rounds && outlook.ReadyNextRound is { } ready
            ? Later(now + BackoffSchedule.Delay(rules.Backoff, outlook.Round, jitter), ready)
            : (DateTimeOffset?)null;

        if (outlook.ReadyThisRound is { } thisRound && (nextRound is null || thisRound <= nextRound))
            return Wait(thisRound, outlook.Round, now, deadline);

        if (nextRound is { } start)
            return Wait(start, outlook.Round + 1, now, deadline);

        if (outlook.IsTooLong)
            return new NextStep.GiveUp(DeadLetterReason.Rejected, "The request is longer than any member of the routing group can take.");

        return Exhausted(outlook, outlook.ReadyNextRound is null
            ? "no member is left that could answer it"
            : $"the limit of {Number(rules.Rounds, "round")} is reached");
    }

    private static NextStep.GiveUp Final(FailureKind kind, Attempt failure) => kind switch
    {
        FailureKind.InvalidRequest => new(DeadLetterReason.Rejected, $"The provider refused the request as invalid: {failure.Message}"),
        FailureKind.ContentFiltered or FailureKind.ContextLengthExceeded => new(
            DeadLetterReason.Rejected, $"The provider refused the request, and in this routing group that is final ({Name(kind)}): {failure.Message}"),
        _ => new(DeadLetterReason.ChainExhausted, $"The attempt failed, and in this routing group that is final ({Name(kind)})."),
    };

    private static string Name(FailureKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static NextStep Wait(DateTimeOffset until, int round, DateTimeOffset now, DateTimeOffset deadline) =>
        until < deadline ? new NextStep.Redeliver(until - now, round) : PastDeadline(until, deadline);

    private static NextStep.GiveUp Exhausted(in ChainOutlook outlook, string why) => new(
        DeadLetterReason.ChainExhausted,
        $"No member of the routing group answered: {why}, counting {Number(outlook.Attempts, "attempt")} in {Number(outlook.Round, "round")}.");

    private static string Number(int number, string of) => number == 1 ? $"1 {of}" : $"{number} {of}s";

    private static NextStep.GiveUp PastDeadline(DateTimeOffset next, DateTimeOffset deadline) => new(
        DeadLetterReason.DeadlineExceeded,
        string.Create(CultureInfo.InvariantCulture, $"No further attempt can be made before the deadline {deadline:O}: the next one would be at {next:O}."));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
