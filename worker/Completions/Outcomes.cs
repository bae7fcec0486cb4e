using Dispatch.Contracts;
using Dispatch.Worker.Providers;

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
            Attempts = job.History.With(attempt).Attempts,
            CreatedAt = job.History.CreatedAt,
            CompletedAt = now,
            Metadata = job.Request.Metadata,
        });

    public static Outcome.DeadLettered DeadLettered(
        CompletionRequest request, History history, DeadLetterReason reason, string message, DateTimeOffset now) =>
        new(new CompletionDeadLettered
        {
            Id = request.Id,
            Reason = reason,
            Message = message,
            RoutingGroup = request.RoutingGroup,
            Request = request,
            Attempts = history.Attempts,
            DeadLetteredAt = now,
            Metadata = request.Metadata,
        });
}
