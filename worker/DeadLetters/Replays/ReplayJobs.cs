using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>
/// The replays: what can be asked and ordered. What is ordered is done by the monitor that runs them. Every method throws a
/// <see cref="StoreException"/> where the store cannot be used.
/// </summary>
internal sealed class ReplayJobs(LetterDatabase database, ReplayPreviews previews, ReplaySettings settings, ReplayWake wake, TimeProvider time)
{
    private const int LargestPage = 200;
    private const int LargestItemPage = 1000;

    /// <summary>What the order would do now.</summary>
    /// <exception cref="ReplayRefusedException">The order is invalid.</exception>
    public Task<ReplayPreview> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        OrderRules.Check(order, settings.MaxBytes, time.GetUtcNow());
        return previews.MakeAsync(order, cancellationToken);
    }

    /// <summary>Selects the letters and starts; a single letter is sent at once.</summary>
    /// <exception cref="ReplayRefusedException">The order is invalid, selects nothing, or none of what it selects can be sent.</exception>
    public async Task<ReplayJob> CreateAsync(ReplayOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        OrderRules.Check(order, settings.MaxBytes, now);
        var complete = order with { Rate = settings.RateOf(order), Patience = settings.PatienceOf(order) };
        return await WriteAsync(context => ReplayCreation.CreateAsync(context, database.Kind, complete, now, cancellationToken), cancellationToken);
    }

    /// <summary>null: there is none of this id.</summary>
    public Task<ReplayJob?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync<ReplayJob?>(async context =>
    {
        var text = id.ToString("D");
        return await context.ReplayJobs.SingleOrDefaultAsync(row => row.Id == text, cancellationToken) is { } row
            ? await ReplayViews.JobAsync(context, row, cancellationToken)
            : null;
    }, cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="count">The most to return, 1 to 200; who asks for more gets this many.</param>
    /// <param name="after">The last one of the page before; null: from the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ReplayJobPage> ListAsync(int count, Guid? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var size = Math.Min(count, LargestPage);
        return database.ReadAsync(async context =>
        {
            var text = after?.ToString("D");
            var rows = await context.ReplayJobs
                .Where(row => text == null || row.Number < context.ReplayJobs.Where(last => last.Id == text).Select(last => last.Number).Single())
                .OrderByDescending(row => row.Number).Take(size + 1).ToListAsync(cancellationToken);
            var jobs = new List<ReplayJob>();
            foreach (var row in rows.Take(size))
                jobs.Add(await ReplayViews.JobAsync(context, row, cancellationToken));
            return new ReplayJobPage([.. jobs], rows.Count > size ? jobs[^1].Id : null);
        }, cancellationToken);
    }

    /// <summary>The letters of a replay, in the order in which they are sent; none where there is no such replay.</summary>
    /// <param name="id">The replay.</param>
    /// <param name="state">In this state only; null: all.</param>
    /// <param name="count">The most to return, 1 to 1000; who asks for more gets this many.</param>
    /// <param name="after">The position after which to begin; 0: from the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ReplayItemPage> ItemsAsync(Guid id, ReplayItemState? state, int count, int after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var size = Math.Min(count, LargestItemPage);
        return database.ReadAsync(async context =>
        {
            var text = id.ToString("D");
            var items = context.ReplayItems.Where(row => context.ReplayJobs.Where(job => job.Id == text).Select(job => job.Number).Contains(row.Job));
            if (state is { } wanted)
                items = items.Where(row => row.State == wanted);
            var rows = await items.Where(row => row.Position > after).OrderBy(row => row.Position).Take(size + 1).ToListAsync(cancellationToken);
            return new ReplayItemPage([.. rows.Take(size).Select(ReplayViews.Item)], rows.Count > size ? rows[size - 1].Position : null);
        }, cancellationToken);
    }

    /// <summary>Sends nothing more until it is resumed; what is on its way to the broker at this moment still goes.</summary>
    /// <exception cref="ReplayRefusedException">There is none, or it does not run.</exception>
    public Task<ReplayJob> PauseAsync(Guid id, string who, CancellationToken cancellationToken) =>
        ChangeAsync(id, who, "replay-paused", "paused", [ReplayState.Running], (_, job) =>
        {
            (job.State, job.Why) = (ReplayState.Paused, null);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Goes on: after a pause where it was, after a stop from the first step.</summary>
    /// <exception cref="ReplayRefusedException">There is none, or it is neither paused nor stopped.</exception>
    public Task<ReplayJob> ResumeAsync(Guid id, string who, CancellationToken cancellationToken) =>
        ChangeAsync(id, who, "replay-resumed", "resumed", [ReplayState.Paused, ReplayState.Stopped], (_, job) =>
        {
            if (job.State == ReplayState.Stopped)
                (job.Run, job.Step) = (job.Run + 1, 0);
            (job.State, job.Why) = (ReplayState.Running, null);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Ends it: what was not sent is not sent any more; the outcomes of what was sent are still noted.</summary>
    /// <exception cref="ReplayRefusedException">There is none, or it has ended.</exception>
    public Task<ReplayJob> CancelAsync(Guid id, string who, CancellationToken cancellationToken) =>
        ChangeAsync(id, who, "replay-cancelled", "cancelled", [ReplayState.Running, ReplayState.Paused, ReplayState.Stopped], async (context, job) =>
        {
            (job.State, job.Why, job.EndedAt) = (ReplayState.Cancelled, null, time.GetUtcNow().ToUnixTimeMilliseconds());
            await context.ReplayItems.Where(row => row.Job == job.Number && row.State == ReplayItemState.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ReplayItemState.Cancelled), cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Sends those again that may have been sent and have no outcome: somebody knows that they were not, or does not mind that some are
    /// worked on twice.
    /// </summary>
    /// <exception cref="ReplayRefusedException">There is no such replay, it was cancelled, or nothing in it is unknown.</exception>
    public Task<ReplayJob> SendUnknownAgainAsync(Guid id, string who, CancellationToken cancellationToken) =>
        ChangeAsync(id, who, "replay-sent-again", "told to send again", [ReplayState.Running, ReplayState.Paused, ReplayState.Stopped], async (context, job) =>
        {
            var items = await context.ReplayItems.Where(row => row.Job == job.Number && row.State == ReplayItemState.Unknown).ToListAsync(cancellationToken);
            if (items.Count == 0)
                throw new ReplayRefusedException(ReplayRefusal.Conflict, "Of every request of this replay it is known whether it was sent.");

            await ReplaySending.TakeBackAsync(context, items, ReplayItemState.Pending, cancellationToken);
        }, cancellationToken);

    private Task<ReplayJob> ChangeAsync(
        Guid id, string who, string action, string change, ReplayState[] from, Func<LettersContext, ReplayJobRow, Task> apply, CancellationToken cancellationToken) =>
        WriteAsync(async context =>
        {
            var text = id.ToString("D");
            var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Id == text, cancellationToken)
                ?? throw new ReplayRefusedException(ReplayRefusal.NotFound, $"There is no replay '{text}'.");
            if (!from.Contains(job.State))
                throw new ReplayRefusedException(ReplayRefusal.Conflict, $"The replay is {Name(job.State)}, and cannot be {change}; only one that is {string.Join(" or ", from.Select(Name))} can.");

            await apply(context, job);
            ReplayAudit.Add(context, job, time.GetUtcNow(), StoredText.Who(who), action);
            await context.SaveChangesAsync(cancellationToken);
            return job;
        }, cancellationToken);

    private async Task<ReplayJob> WriteAsync(Func<LettersContext, Task<ReplayJobRow>> write, CancellationToken cancellationToken)
    {
        var job = await database.WriteAsync(async context =>
            await ReplayViews.JobAsync(context, await write(context), cancellationToken), cancellationToken);
        wake.Signal();
        return job;
    }

    private static string Name(ReplayState state) => state.ToString().ToLowerInvariant();
}
