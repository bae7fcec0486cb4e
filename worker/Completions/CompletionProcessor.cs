using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Completions;

/// <summary>
/// The story of one delivery: choose a member, call it, decide what comes next. At most one attempt is made, so that a crash
/// repeats no more than the attempt that was in flight.
/// </summary>
internal sealed partial class CompletionProcessor(
    ISnapshotSource snapshots, AttemptRunner attempts, WaitingRoom room, Random random, TimeProvider time, ILogger<CompletionProcessor> logger)
{
    /// <summary>Works on a request once. Every failure is an outcome; an unexpected one is a dead letter <c>faulted</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The bytes of its body, strict JSON; not changed as long as the request is worked on.</param>
    /// <param name="history">What has happened to it so far.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The worker is stopping; the request is to go back as it came.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong with a request must end in an outcome, not in an endless redelivery.")]
    public async Task<Outcome> ProcessAsync(CompletionRequest request, ReadOnlyMemory<byte> body, History history, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = snapshots.Current;
            if (!CompletionJob.TryCreate(request, body, history, snapshot.Routing, snapshot.Limits, time.GetUtcNow(), out var job, out var refused))
                return refused;

            room.Saw(job.Group.Name);
            var rules = snapshot.RulesOf(job.Group.Name);
            var choice = new MemberChoice(job, snapshot.Providers, rules);
            if (IsSpent(job, rules)
                || (choice.Take(random, time.GetUtcNow()) ?? await room.WaitAsync(choice, job.Deadline, snapshot.Limits.Prefetch, random, cancellationToken)) is not { } taken)
                return Defer(job, choice, rules);

            using (taken.Room)
            {
                return await attempts.RunAsync(job, taken, rules, cancellationToken) switch
                {
                    AttemptRun.Succeeded succeeded => Outcomes.Answered(job, succeeded.Attempt, succeeded.Answer, time.GetUtcNow()),
                    AttemptRun.Failed failed => Recover(job, failed.Attempt, choice, rules),
                    var run => throw new InvalidOperationException($"Unknown run {run}."),
                };
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(exception, request.Id);
            var message = $"The worker failed on this request with an unexpected {exception.GetType().Name}: {exception.Message}";
            return new Outcome.DeadLettered(Outcomes.DeadLettered(request, history, DeadLetterReason.Faulted, message, time.GetUtcNow()));
        }
    }

    // A request can come back to limits that were lowered, or after its deadline.
    private bool IsSpent(CompletionJob job, RecoveryRules rules) =>
        time.GetUtcNow() >= job.Deadline || job.History.CountedAttempts >= rules.Attempts;

    /// <summary>No attempt was made, and none is counted.</summary>
    private Outcome Defer(CompletionJob job, MemberChoice choice, RecoveryRules rules)
    {
        var now = time.GetUtcNow();
        var prospect = choice.Look(job.History, now);
        var step = RecoveryPolicy.Next(prospect.Outlook, rules, now, job.Deadline, random.NextDouble());
        return Carry(job, job.History with { Deferrals = job.History.Deferrals + 1 }, step, until => choice.Book(prospect, until), now, isDeferred: true);
    }

    private Outcome Recover(CompletionJob job, Attempt failure, MemberChoice choice, RecoveryRules rules)
    {
        var now = time.GetUtcNow();
        var history = job.History.With(failure);
        var prospect = choice.Look(history, now);
        var step = RecoveryPolicy.AfterFailure(failure, prospect.Outlook, rules, now, job.Deadline, random.NextDouble());
        return Carry(job, history, step, until => choice.Book(prospect, until), now, isDeferred: false);
    }

    private static Outcome Carry(
        CompletionJob job, History history, NextStep step, Func<DateTimeOffset, DateTimeOffset> book, DateTimeOffset now, bool isDeferred)
    {
        switch (step)
        {
            case NextStep.Redeliver redeliver:
                var until = redeliver.Delay > TimeSpan.Zero ? book(now + redeliver.Delay) : now;
                // A place in the line is no reason to miss the deadline.
                var delay = until < job.Deadline ? until - now : redeliver.Delay;
                var reason = isDeferred ? RedeliveryReason.Deferral : redeliver.Round == history.Round ? RedeliveryReason.Fallback : RedeliveryReason.Retry;
                return new Outcome.Redelivered(history with { Round = redeliver.Round }, delay, reason) { Group = job.Group.Name };
            case NextStep.GiveUp giveUp:
                return Outcomes.GivenUp(job, history, giveUp, now);
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker failed on request {Id}; it becomes a dead letter")]
    private partial void LogFault(Exception exception, string id);
}
