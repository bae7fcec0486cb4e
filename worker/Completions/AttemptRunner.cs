using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>Makes one attempt and records it. The deadline ends an attempt that would outlast it.</summary>
internal sealed class AttemptRunner(TimeProvider time)
{
    /// <summary>Calls the provider of <paramref name="taken"/> in the room that was taken for it.</summary>
    public async Task<AttemptRun> RunAsync(CompletionJob job, TakenMember taken, RecoveryRules rules, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        var call = new ProviderCall(job.Request.Endpoint, job.Body, taken.Member.Model)
        {
            Timeout = rules.Timeout,
            // The deadline may have come since it was looked at.
            Left = job.Deadline > started ? job.Deadline - started : TimeSpan.Zero,
            DropsUnsupported = taken.Member.Unsupported == UnsupportedFields.Drop,
        };
        var reply = await taken.Provider.CallAsync(call, taken.Room, cancellationToken);
        var (answer, failed) = (reply as ProviderReply.Answered, reply as ProviderReply.Failed);

        var attempt = new Attempt
        {
            Number = job.History.NextNumber,
            Round = job.History.Round,
            Provider = taken.Member.Provider,
            Model = Chain.ModelOf(taken.Member, job.RequestedModel),
            StartedAt = started,
            Duration = time.GetElapsedTime(stamp),
            Outcome = failed is null ? AttemptOutcome.Succeeded : AttemptOutcome.Failed,
            FailureKind = failed?.Kind,
            StatusCode = answer?.StatusCode ?? failed?.StatusCode,
            RetryAfter = failed?.RetryAfter,
            Message = failed?.Message.Length > Attempt.MaxMessageLength ? failed.Message[..Attempt.MaxMessageLength] : failed?.Message,
        };
        return answer is null ? new AttemptRun.Failed(attempt) : new AttemptRun.Succeeded(attempt, answer);
    }
}
