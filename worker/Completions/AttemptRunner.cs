using System.Diagnostics;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Completions;

/// <summary>Makes one attempt and records it. The deadline ends an attempt that would outlast it.</summary>
internal sealed class AttemptRunner(AttemptMeter meter, TimeProvider time)
{
    /// <summary>Calls the provider of <paramref name="taken"/> in the room that was taken for it.</summary>
    public async Task<AttemptRun> RunAsync(CompletionJob job, TakenMember taken, RecoveryRules rules, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        using var span = Start(job, taken);
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
        Measure(job, taken, attempt, answer, failed, span);
        return answer is null ? new AttemptRun.Failed(attempt) : new AttemptRun.Succeeded(attempt, answer);
    }

    private static Activity? Start(CompletionJob job, TakenMember taken) => DispatchSpans.AreListenedTo
        ? DispatchSpans.StartAttempt(new AttemptStart(
            taken.Member.Provider, taken.Provider.Service, taken.Provider.Server, Chain.ModelOf(taken.Member, job.RequestedModel), job.Request.Endpoint,
            job.Body.MaxTokens, job.History.NextNumber, job.History.Round))
        : null;

    private void Measure(CompletionJob job, TakenMember taken, Attempt attempt, ProviderReply.Answered? answer, ProviderReply.Failed? failed, Activity? span)
    {
        if (span is null && !meter.IsListenedTo)
            return;

        var reading = new AttemptReading(
            attempt.Provider, taken.Provider.Service, attempt.Model, job.Request.Endpoint, attempt.Duration, failed?.Kind)
        {
            ResponseModel = answer?.Model,
            Usage = answer?.Usage,
        };
        meter.Ended(reading);
        if (span is not null)
            DispatchSpans.End(span, reading, answer?.StatusCode ?? failed?.StatusCode);
    }
}
