using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>
/// Sees to it that one process at a time sends for a replay. Should two clocks differ so much that two do, no letter is sent twice all the
/// same: it is marked in one transaction, by one of them.
/// </summary>
internal sealed class ReplayLeases(LetterDatabase database, ReplaySettings settings, TimeProvider time)
{
    private const string Died = "The process that sent it ended before it noted whether the broker has it.";

    /// <summary>The numbers of the replays that run and are this process's from now on, oldest first.</summary>
    public async Task<IReadOnlyList<long>> ClaimAsync(CancellationToken cancellationToken)
    {
        var jobs = await database.ReadAsync(
            context => context.ReplayJobs.Where(row => row.State == ReplayState.Running || row.Owner != null).OrderBy(row => row.Number)
                .Select(row => new { row.Number, row.State, row.Owner, row.OwnedUntil }).ToListAsync(cancellationToken), cancellationToken);
        var mine = new List<long>();
        foreach (var job in jobs)
        {
            var left = job.OwnedUntil - time.GetUtcNow().ToUnixTimeMilliseconds();
            var isMine = job.Owner == settings.Owner;
            if (isMine && job.State == ReplayState.Running && left > settings.Lease.TotalMilliseconds / 2)
                mine.Add(job.Number);
            else if ((isMine || job.Owner is null || left <= 0) && await TakeAsync(job.Number, cancellationToken))
                mine.Add(job.Number);
        }

        return mine;
    }

    /// <summary>Keeps a replay that is this process's, while sending for it takes long.</summary>
    public Task RenewAsync(long number, CancellationToken cancellationToken) => TakeAsync(number, cancellationToken);

    /// <summary>Lets go of all replays of this process's; nothing is on its way any more.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => database.WriteAsync(
        context => context.ReplayJobs.Where(row => row.Owner == settings.Owner)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Owner, (string?)null).SetProperty(row => row.OwnedUntil, 0), cancellationToken),
        cancellationToken);

    private Task<bool> TakeAsync(long number, CancellationToken cancellationToken) => database.WriteAsync(async context =>
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number, cancellationToken);
        if (job is null || (job.Owner is not null && job.Owner != settings.Owner && job.OwnedUntil > now))
            return false;

        if (job.Owner != settings.Owner)
        {
            await context.ReplayItems.Where(row => row.Job == number && row.State == ReplayItemState.Sending).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, ReplayItemState.Unknown).SetProperty(row => row.Why, Died), cancellationToken);
        }

        var runs = job.State == ReplayState.Running;
        (job.Owner, job.OwnedUntil) = runs ? (settings.Owner, now + (long)settings.Lease.TotalMilliseconds) : (null, 0);
        await context.SaveChangesAsync(cancellationToken);
        return runs;
    }, cancellationToken);
}
