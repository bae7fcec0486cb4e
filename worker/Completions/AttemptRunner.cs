using Dispatch.Contracts;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Completions;

/// <summary>Makes one attempt and records it. The deadline ends an attempt that would outlast it.</summary>
internal sealed class AttemptRunner(TimeProvider time)
{
    // A timer takes no longer span; a deadline further away needs no timer, since no attempt lasts that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    public async Task<AttemptRun> RunAsync(
        CompletionJob job, RoutingMember member, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        var reply = await CallAsync(job, member, providers, started, cancellationToken);

        var attempt = new Attempt
        {
            Number = job.History.Attempts.Length + 1,
            Round = job.History.Round,
            Provider = member.Provider,
            Model = Chain.ModelOf(member, job.RequestedModel),
            StartedAt = started,
            Duration = time.GetElapsedTime(stamp),
            Outcome = AttemptOutcome.Succeeded,
        };

        return reply switch
        {
            ProviderReply.Answered answer => new AttemptRun.Succeeded(attempt with { StatusCode = answer.StatusCode }, answer),
            ProviderReply.Failed failed => new AttemptRun.Failed(
                attempt with
                {
                    Outcome = AttemptOutcome.Failed,
                    FailureKind = failed.Kind,
                    StatusCode = failed.StatusCode,
                    RetryAfter = failed.RetryAfter,
                    Message = failed.Message.Length <= Attempt.MaxMessageLength ? failed.Message : failed.Message[..Attempt.MaxMessageLength],
                },
                failed.Kind),
            _ => throw new InvalidOperationException($"Unknown reply {reply}."),
        };
    }

    private async Task<ProviderReply> CallAsync(
        CompletionJob job, RoutingMember member, ProviderCatalog providers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!providers.TryGet(member.Provider, out var adapter))
            throw new InvalidOperationException($"The routing group '{job.Group.Name}' names the provider '{member.Provider}', which is not there.");

        // The deadline may have come since it was looked at.
        var left = job.Deadline > now ? job.Deadline - now : TimeSpan.Zero;
        using var deadline = new CancellationTokenSource(left < LongestTimer ? left : Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await adapter
                .CallAsync(new ProviderCall(job.Request.Endpoint, job.Body, member.Model), both.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ProviderReply.Failed(FailureKind.Timeout, null, null, "The request's deadline came before the answer.");
        }
    }
}
