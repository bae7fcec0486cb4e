using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Replays;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>
/// Notes what became of replayed requests. Outcomes may come twice, in any order, before it is noted that the request was sent, and long
/// after they were waited for; the first one counts.
/// </summary>
internal sealed class ReplayOutcomes(LetterDatabase database, ReplayWake wake, TimeProvider time) : IReplayReceiver
{
    private const int Portion = 500;

    private static readonly ReplayItemState[] Undecided =
        [ReplayItemState.Sending, ReplayItemState.Sent, ReplayItemState.Unknown, ReplayItemState.Lost];

    // Not those that are superseded: a later dead letter has taken their place.
    private static readonly ImmutableArray<LetterState> Movable = [LetterState.Replaying, LetterState.Open, LetterState.Archived];

    private static readonly ReplayItemState[] Awaited = [ReplayItemState.Sending, ReplayItemState.Sent, ReplayItemState.Unknown];

    /// <summary>Results have come.</summary>
    public async Task ReceiveAsync(IReadOnlyList<ReplayMark> answered, CancellationToken cancellationToken)
    {
        var count = await database.WriteAsync(async context =>
        {
            var sum = 0L;
            foreach (var marks in answered.GroupBy(mark => mark.Job))
                sum += await ResolveAsync(context, marks.Key, marks.Select(mark => mark.Letter), cancellationToken);
            return sum;
        }, cancellationToken);
        if (count > 0)
            wake.Signal();
    }

    /// <summary>Those of which nothing was heard in all their time are open again.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> GiveUpAsync(CancellationToken cancellationToken) => database.WriteAsync(async context =>
    {
        var now = time.GetUtcNow();
        var end = now.ToUnixTimeMilliseconds();
        var lost = await context.ReplayItems.Where(row => row.GivesUpAt < end && Awaited.Contains(row.State)).OrderBy(row => row.GivesUpAt).Take(Portion)
            .ToListAsync(cancellationToken);
        foreach (var item in lost)
            (item.State, item.GivesUpAt, item.Why) = (ReplayItemState.Lost, null, "No outcome came in all the time that it had.");
        // Moving letters forgets what is tracked.
        await context.SaveChangesAsync(cancellationToken);
        foreach (var items in lost.GroupBy(row => row.Job))
        {
            var job = await context.ReplayJobs.SingleAsync(row => row.Number == items.Key, cancellationToken);
            await MoveAsync(context, job, [.. items], "replay-lost", [LetterState.Replaying], LetterState.Open, now, cancellationToken);
        }

        return lost.Count;
    }, cancellationToken);

    /// <summary>Dead letters that were added just now are outcomes of replays.</summary>
    /// <param name="context">In the transaction in which they were added.</param>
    /// <param name="returned">The dead letters that have a mark.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ReturnAsync(
        LettersContext context, IReadOnlyList<(LetterRow Letter, ReplayMark Mark)> returned, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var ofJob in returned.GroupBy(each => each.Mark.Job))
        {
            var letters = ofJob.DistinctBy(each => each.Mark.Letter).ToDictionary(each => each.Mark.Letter, each => each.Letter, StringComparer.Ordinal);
            var (job, items) = await FindAsync(context, ofJob.Key, letters.Keys, cancellationToken);
            foreach (var item in items)
            {
                var letter = letters[item.LetterId];
                item.State = item.Fingerprint == letter.Fingerprint ? ReplayItemState.ReturnedSame : ReplayItemState.ReturnedOther;
                (item.OutcomeAt, item.GivesUpAt, item.ReturnedAs, item.Why) = (now.ToUnixTimeMilliseconds(), null, letter.Id, null);
            }

            if (job is not null)
                await MoveAsync(context, job, items, "replay-returned", Movable, LetterState.Superseded, now, cancellationToken);
        }
    }

    private async Task<long> ResolveAsync(LettersContext context, Guid id, IEnumerable<string> letters, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (job, items) = await FindAsync(context, id, letters, cancellationToken);
        foreach (var item in items)
            (item.State, item.OutcomeAt, item.GivesUpAt, item.Why) = (ReplayItemState.Resolved, now.ToUnixTimeMilliseconds(), null, null);
        return job is null ? 0 : await MoveAsync(context, job, items, "replay-resolved", Movable, LetterState.Resolved, now, cancellationToken);
    }

    /// <summary>The letters of a replay whose outcome is not known yet. A mark that names no replay of this store is somebody else's, or forged.</summary>
    private static async Task<(ReplayJobRow? Job, List<ReplayItemRow> Items)> FindAsync(
        LettersContext context, Guid id, IEnumerable<string> letters, CancellationToken cancellationToken)
    {
        var (text, ids) = (id.ToString("D"), letters.ToArray());
        var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Id == text, cancellationToken);
        List<ReplayItemRow> items = job is null ? [] : await context.ReplayItems
            .Where(row => ids.Contains(row.LetterId) && row.Job == job.Number && Undecided.Contains(row.State)).ToListAsync(cancellationToken);
        return (items.Count > 0 ? job : null, items);
    }

    private static async Task<long> MoveAsync(
        LettersContext context, ReplayJobRow job, List<ReplayItemRow> items, string action, ImmutableArray<LetterState> from, LetterState to,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken);
        var audit = await ReplayAudit.OfLettersAsync(context, job, now, action, cancellationToken);
        var keys = items.Select(item => item.Key).ToArray();
        return await StateChange.ApplyAsync(context, context.Letters.Where(row => keys.Contains(row.Key)), from, to, audit, cancellationToken);
    }
}
