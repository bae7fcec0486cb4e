using System.Diagnostics.CodeAnalysis;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>
/// The story of one delivery: choose a member, call it, decide what comes next. At most one attempt is made, so that a crash
/// repeats no more than the attempt that was in flight.
/// </summary>
internal sealed partial class CompletionProcessor(
    ISnapshotSource snapshots, AttemptRunner attempts, Random random, TimeProvider time, ILogger<CompletionProcessor> logger)
{
    /// <summary>Works on a request once. Every failure is an outcome; an unexpected one is a dead letter <c>faulted</c>.</summary>
    /// <exception cref="OperationCanceledException">The worker is stopping; the request is to go back as it came.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong with a request must end in an outcome, not in an endless redelivery.")]
    public async Task<Outcome> ProcessAsync(CompletionRequest request, History history, CancellationToken cancellationToken)
    {
        try
        {
            return await AdvanceAsync(request, history, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(exception, request.Id);
            var message = $"The worker failed on this request with an unexpected {exception.GetType().Name}: {exception.Message}";
            return new Outcome.DeadLettered(Outcomes.DeadLettered(request, history, DeadLetterReason.Faulted, message, time.GetUtcNow()));
        }
    }

    private async Task<Outcome> AdvanceAsync(CompletionRequest request, History history, CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        if (!CompletionJob.TryCreate(request, history, snapshot.Routing, snapshot.Limits, time.GetUtcNow(), out var job, out var refused))
            return refused;

        if (!TrySelect(job, out var member) || IsSpent(job, snapshot.Limits))
            return Wait(job, snapshot.Limits);

        var run = await attempts.RunAsync(job, member, snapshot.Providers, cancellationToken);
        return run switch
        {
            AttemptRun.Succeeded succeeded => Outcomes.Answered(job, succeeded.Attempt, succeeded.Answer, time.GetUtcNow()),
            AttemptRun.Failed failed => Recover(job, failed, snapshot.Limits),
            _ => throw new InvalidOperationException($"Unknown run {run}."),
        };
    }

    private bool TrySelect(CompletionJob job, [NotNullWhen(true)] out RoutingMember? member)
    {
        Span<bool> eligible = stackalloc bool[job.Group.Members.Length];
        Chain.Eligibility(job.Group, job.History, job.RequestedModel, time.GetUtcNow(), eligible);
        var index = MemberSelector.Select(job.Group, eligible, random.NextDouble());
        member = index == MemberSelector.None ? null : job.Group.Members[index];
        return member is not null;
    }

    // A request can come back to limits that were lowered, or after its deadline.
    private bool IsSpent(CompletionJob job, LimitsOptions limits) =>
        time.GetUtcNow() >= job.Deadline || job.History.Attempts.Length >= limits.Attempts;

    private Outcome Wait(CompletionJob job, LimitsOptions limits) =>
        Carry(job, job.History, RecoveryPolicy.Next(OutlookOf(job, job.History), limits, time.GetUtcNow(), job.Deadline, random.NextDouble()));

    private Outcome Recover(CompletionJob job, AttemptRun.Failed failed, LimitsOptions limits)
    {
        var history = job.History.With(failed.Attempt);
        var step = RecoveryPolicy.AfterFailure(
            failed.Kind, failed.Attempt.Message ?? "", OutlookOf(job, history), limits, time.GetUtcNow(), job.Deadline, random.NextDouble());
        return Carry(job, history, step);
    }

    private Outcome Carry(CompletionJob job, History history, NextStep step) => step switch
    {
        NextStep.Redeliver redeliver => new Outcome.Redelivered(history with { Round = redeliver.Round }, redeliver.Delay),
        NextStep.GiveUp giveUp => Outcomes.GivenUp(job, history, giveUp, time.GetUtcNow()),
        _ => throw new InvalidOperationException($"Unknown step {step}."),
    };

    private ChainOutlook OutlookOf(CompletionJob job, History history) =>
        Chain.Outlook(job.Group, history, job.RequestedModel, time.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker failed on request {Id}; it becomes a dead letter")]
    private partial void LogFault(Exception exception, string id);
}
