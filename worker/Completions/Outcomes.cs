using System.Globalization;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;

namespace Dispatch.Worker.Completions;

/// <summary>Puts the two terminal outcomes together.</summary>
internal static class Outcomes
{
    public static Outcome.Answered Answered(CompletionJob job, Attempt attempt, ProviderReply.Answered answer, DateTimeOffset now) =>
        new(new CompletionResult
        {
            Id = job.Request.Id,
            RoutingGroup = job.Group.Name,
            Provider = attempt.Provider,
            Model = attempt.Model,
            StatusCode = answer.StatusCode,
            Body = answer.Body,
            Usage = answer.Usage,
            DroppedFields = answer.DroppedFields,
            Attempts = job.History.With(attempt).Attempts,
            CreatedAt = job.History.CreatedAt,
            CompletedAt = now,
            Metadata = job.Request.Metadata,
        })
        {
            Deadline = job.Deadline,
        };

    /// <summary>A dead letter that also says how the last attempt failed, so that it can be understood at a glance.</summary>
    public static Outcome.DeadLettered GivenUp(CompletionJob job, History history, NextStep.GiveUp step, DateTimeOffset now)
    {
        var message = step.Reason != DeadLetterReason.Rejected && history.Attempts is [.., { Message: { } failure } last]
            ? $"{step.Message.TrimEnd('.')}; the last failure was of provider '{last.Provider}': {failure}"
            : step.Message;
        if (step.Reason == DeadLetterReason.DeadlineExceeded && history.Deferrals > 0)
            message = string.Create(CultureInfo.InvariantCulture, $"{message.TrimEnd('.')}; it went back {history.Deferrals} times because no member could be called.");
        return new Outcome.DeadLettered(DeadLettered(job.Request, history, step.Reason, message, now, job.RequestedModel)) { Deadline = job.Deadline };
    }

    /// <param name="request">The request.</param>
    /// <param name="history">What was tried.</param>
    /// <param name="reason">Why there is no answer.</param>
    /// <param name="message">The same as a sentence.</param>
    /// <param name="now">The present.</param>
    /// <param name="requestedModel">The model that the body names: it is the routing group where the request names none.</param>
    public static CompletionDeadLettered DeadLettered(
        CompletionRequest request, History history, DeadLetterReason reason, string message, DateTimeOffset now, string? requestedModel = null) =>
        new()
        {
            Id = request.Id,
            Reason = reason,
            Message = message,
            RoutingGroup = request.RoutingGroup ?? requestedModel,
            Request = request,
            Attempts = history.Attempts,
            DeadLetteredAt = now,
            Metadata = request.Metadata,
        };
}
