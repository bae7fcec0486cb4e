using System.Globalization;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>How a replay stands, and its going from step to step to its end.</summary>
internal sealed class ReplayBooks(LetterDatabase database, TimeProvider time)
{
    private static readonly TimeSpan TimeKept = TimeSpan.FromDays(90);
    private static readonly ReplayItemState[] Waiting = [ReplayItemState.Sending, ReplayItemState.Sent, ReplayItemState.Unknown];
    private static readonly ReplayItemState[] Unfinished = [ReplayItemState.Pending, .. Waiting];

    /// <summary>Where it stands; null: it does not run.</summary>
    public Task<ReplayStanding?> ReadAsync(long number, CancellationToken cancellationToken) => database.ReadAsync<ReplayStanding?>(async context =>
    {
        var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number && row.State == ReplayState.Running, cancellationToken);
        if (job is null)
            return null;

        var items = context.ReplayItems.Where(row => row.Job == number);
        var outcomes = await items.Where(row => row.Run == job.Run && row.OutcomeAt != null)
            .OrderByDescending(row => row.OutcomeAt).Take(ReplayReturns.Window).Select(row => row.State).ToListAsync(cancellationToken);
        // All that is to be known of the last step is whether something is left.
        var pending = await items.Where(row => row.State == ReplayItemState.Pending).Take(ReplaySending.MostAtOnce).CountAsync(cancellationToken);
        var step = job.Step < ReplayRamp.Steps.Length
            ? await items.Where(row => row.Run == job.Run && row.Step == job.Step)
                .Select(row => new { row.State, row.SentAt }).ToListAsync(cancellationToken)
            : [];
        var state = new RampState(
            job.Step, step.Count, step.Count(row => Waiting.Contains(row.State)), pending,
            step.Max(row => row.SentAt) is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null);
        var returns = new ReplayReturns(
            outcomes.Count, outcomes.Count(each => each == ReplayItemState.ReturnedSame), outcomes.Count(each => each == ReplayItemState.ReturnedOther));
        var isOver = pending == 0 && !await items.AnyAsync(row => Waiting.Contains(row.State), cancellationToken);
        return new ReplayStanding(state, returns, job.Rate, TimeSpan.FromMilliseconds(job.Patience), isOver);
    }, cancellationToken);

    /// <summary>Goes on to the next step.</summary>
    public Task ClimbAsync(long number, int from, CancellationToken cancellationToken) => database.WriteAsync(
        context => context.ReplayJobs.Where(row => row.Number == number && row.Step == from)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Step, from + 1), cancellationToken),
        cancellationToken);

    /// <summary>Stops it by itself.</summary>
    public Task StopAsync(long number, string why, CancellationToken cancellationToken) => EndAsync(number, ReplayState.Stopped, "replay-stopped", _ => why, cancellationToken);

    /// <summary>Every outcome is known.</summary>
    public Task FinishAsync(long number, CancellationToken cancellationToken) =>
        EndAsync(number, ReplayState.Done, "replay-done", progress => string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Resolved} of {progress.Total} have their result, {progress.ReturnedSame + progress.ReturnedOther} are dead letters again, {progress.Skipped} were skipped, {progress.Lost} had no outcome"),
            cancellationToken);

    /// <summary>Removes replays that ended long ago and wait for no outcome any more; the audit trail still tells of them.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken)
    {
        var end = (time.GetUtcNow() - TimeKept).ToUnixTimeMilliseconds();
        return database.WriteAsync(context => context.ReplayJobs
            .Where(row => row.EndedAt < end && !context.ReplayItems.Any(item => item.Job == row.Number && item.GivesUpAt != null))
            .ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    private Task EndAsync(long number, ReplayState state, string action, Func<ReplayProgress, string> say, CancellationToken cancellationToken) =>
        database.WriteAsync(async context =>
        {
            var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number && row.State == ReplayState.Running, cancellationToken);
            if (job is null || (state == ReplayState.Done
                && await context.ReplayItems.AnyAsync(row => row.Job == number && Unfinished.Contains(row.State), cancellationToken)))
                return false;

            var now = time.GetUtcNow();
            var said = say(await ReplayViews.ProgressAsync(context, job, cancellationToken));
            (job.State, job.Why) = (state, state == ReplayState.Stopped ? said : null);
            job.EndedAt = state == ReplayState.Done ? now.ToUnixTimeMilliseconds() : null;
            ReplayAudit.Add(context, job, now, ReplayAudit.Itself, action, said);
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }, cancellationToken);
}

/// <summary>How a replay stands that runs.</summary>
/// <param name="Ramp">In its ramp; of what is left only so much as can be sent at once is counted.</param>
/// <param name="Returns">By its latest outcomes.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Patience">How long the outcomes of a step are waited for.</param>
/// <param name="IsOver">Nothing is left, and every outcome is known.</param>
internal sealed record ReplayStanding(RampState Ramp, ReplayReturns Returns, double Rate, TimeSpan Patience, bool IsOver);
