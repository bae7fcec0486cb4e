using System.Globalization;
using Dispatch.Contracts;

namespace Dispatch.Worker.Recovery;

/// <summary>Decides what comes next for a request that was not answered. Pure: time and randomness are handed in.</summary>
internal static class RecoveryPolicy
{
    /// <summary>The step after a failed attempt.</summary>
    /// <param name="kind">What the failure means.</param>
    /// <param name="failure">What the provider said.</param>
    /// <param name="outlook">The chain, with that attempt in it.</param>
    /// <param name="limits">The limits on rounds, attempts and waits.</param>
    /// <param name="now">The present.</param>
    /// <param name="deadline">The request's deadline.</param>
    /// <param name="jitter">A random number, 0 to below 1.</param>
    public static NextStep AfterFailure(
        FailureKind kind,
        string failure,
        in ChainOutlook outlook,
        LimitsOptions limits,
        DateTimeOffset now,
        DateTimeOffset deadline,
        double jitter) =>
        kind.Category() == FailureCategory.OfRequest
            ? new NextStep.GiveUp(DeadLetterReason.Rejected, $"The provider refused the request as invalid: {failure}")
            : Next(outlook, limits, now, deadline, jitter);

    /// <summary>
    /// The step for a request with no attempt to judge: the next member now if one is ready; else a wait, for a member of this
    /// round that asked to be left alone or for the next round, whichever comes first; else a dead letter.
    /// </summary>
    public static NextStep Next(in ChainOutlook outlook, LimitsOptions limits, DateTimeOffset now, DateTimeOffset deadline, double jitter)
    {
        if (now >= deadline)
            return PastDeadline(now, deadline);

        if (outlook.Attempts >= limits.Attempts)
            return Exhausted(outlook, $"the limit of {limits.Attempts} attempts is reached");

        if (outlook.MemberReady)
            return new NextStep.Redeliver(TimeSpan.Zero, outlook.Round);

        var nextRound = outlook.Round < limits.Rounds && outlook.ReadyNextRound is { } ready
            ? Later(now + BackoffSchedule.Delay(limits.Backoff, outlook.Round, jitter), ready)
            : (DateTimeOffset?)null;

        if (outlook.ReadyThisRound is { } thisRound && (nextRound is null || thisRound <= nextRound))
            return Wait(thisRound, outlook.Round, now, deadline);

        if (nextRound is { } start)
            return Wait(start, outlook.Round + 1, now, deadline);

        return Exhausted(outlook, outlook.ReadyNextRound is null
            ? "no member is left that could answer it"
            : $"the limit of {limits.Rounds} rounds is reached");
    }

    private static NextStep Wait(DateTimeOffset until, int round, DateTimeOffset now, DateTimeOffset deadline) =>
        until < deadline ? new NextStep.Redeliver(until - now, round) : PastDeadline(until, deadline);

    private static NextStep.GiveUp Exhausted(in ChainOutlook outlook, string why) => new(
        DeadLetterReason.ChainExhausted,
        $"No member of the routing group answered: {why}, after {outlook.Attempts} attempts in {outlook.Round} rounds.");

    private static NextStep.GiveUp PastDeadline(DateTimeOffset next, DateTimeOffset deadline) => new(
        DeadLetterReason.DeadlineExceeded,
        string.Create(CultureInfo.InvariantCulture, $"No further attempt can be made before the deadline {deadline:O}: the next one would be at {next:O}."));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
