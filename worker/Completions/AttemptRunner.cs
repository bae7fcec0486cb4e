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
    // A timer takes no longer span; a deadline further away needs no timer, since no attempt lasts that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Calls the provider of <paramref name="taken"/> in the room that was taken for it.</summary>
    public async Task<AttemptRun> RunAsync(CompletionJob job, TakenMember taken, RecoveryRules rules, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        using var span = Start(job, taken);
        var reply = await CallAsync(job, taken, rules, started, cancellationToken);

        var attempt = new Attempt
        {
            Number = job.History.NextNumber,
            Round = job.History.Round,
            Provider = taken.Member.Provider,
            Model = Chain.ModelOf(taken.Member, job.RequestedModel),
            StartedAt = started,
            Duration = time.GetElapsedTime(stamp),
            Outcome = AttemptOutcome.Succeeded,
        };
        Measure(job, taken, attempt, reply, span);

        return reply switch
        {
            ProviderReply.Answered answer => new AttemptRun.Succeeded(attempt with { StatusCode = answer.StatusCode }, answer),
            ProviderReply.Failed failed => new AttemptRun.Failed(attempt with
            {
                Outcome = AttemptOutcome.Failed,
                FailureKind = failed.Kind,
                StatusCode = failed.StatusCode,
                RetryAfter = failed.RetryAfter,
                Message = failed.Message.Length <= Attempt.MaxMessageLength ? failed.Message : failed.Message[..Attempt.MaxMessageLength],
            }),
            _ => throw new InvalidOperationException($"Unknown reply {reply}."),
        };
    }

    private static Activity? Start(CompletionJob job, TakenMember taken) => DispatchSpans.AreListenedTo
        ? DispatchSpans.StartAttempt(new AttemptStart(
            taken.Member.Provider, taken.Provider.Service, taken.Provider.Server, Chain.ModelOf(taken.Member, job.RequestedModel), job.Request.Endpoint,
            job.Body.MaxTokens, job.History.NextNumber, job.History.Round))
        : null;

    private void Measure(CompletionJob job, TakenMember taken, Attempt attempt, ProviderReply reply, Activity? span)
    {
        if (span is null && !meter.IsListenedTo)
            return;

        var (answer, failed) = (reply as ProviderReply.Answered, reply as ProviderReply.Failed);
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

    private async Task<ProviderReply> CallAsync(
        CompletionJob job, TakenMember taken, RecoveryRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var call = new ProviderCall(job.Request.Endpoint, job.Body, taken.Member.Model)
        {
            Timeout = rules.Timeout,
            DropsUnsupported = taken.Member.Unsupported == UnsupportedFields.Drop,
        };

        // The deadline may have come since it was looked at.
        var left = job.Deadline > now ? job.Deadline - now : TimeSpan.Zero;
        using var deadline = new CancellationTokenSource(left < LongestTimer ? left : Timeout.InfiniteTimeSpan, time);
        // It ends with either: cheaper than a third source that is linked to both.
        await using var either = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            return await taken.Provider.CallAsync(call, taken.Room, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ProviderReply.Failed(FailureKind.Timeout, null, null, "The request's deadline came before the answer.");
        }
    }
}
