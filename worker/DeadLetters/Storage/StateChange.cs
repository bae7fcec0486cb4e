using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Moves letters from one state to another, the one way in which a state changes: with the counts of their groups and the audit trail.</summary>
internal static class StateChange
{
    private const int Portion = 1000;

    /// <param name="context">In a transaction.</param>
    /// <param name="letters">Which letters.</param>
    /// <param name="from">In which states; others are passed over.</param>
    /// <param name="to">The new state, none of <paramref name="from"/>.</param>
    /// <param name="audit">Its entry, saved already; its count grows by theirs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many letters there were.</returns>
    public static async Task<long> ApplyAsync(
        LettersContext context, IQueryable<LetterRow> letters, ImmutableArray<LetterState> from, LetterState to, AuditRow audit, CancellationToken cancellationToken)
    {
        var count = await MoveAsync(context, letters, from, to, audit, cancellationToken);
        await context.Audit.Where(row => row.Id == audit.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count + count), cancellationToken);
        return count;
    }

    /// <summary>The same for a change that is part of one which has its entry already: it is not counted there.</summary>
    /// <param name="context">In a transaction; what it tracks is saved and forgotten.</param>
    /// <param name="letters">Which letters.</param>
    /// <param name="from">In which states; others are passed over.</param>
    /// <param name="to">The new state, none of <paramref name="from"/>.</param>
    /// <param name="audit">The entry, saved already, that the letters are to be found by; null: they are found by it already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many letters there were.</returns>
    public static async Task<long> MoveAsync(
        LettersContext context, IQueryable<LetterRow> letters, ImmutableArray<LetterState> from, LetterState to, AuditRow? audit, CancellationToken cancellationToken)
    {
        var moved = new Dictionary<(string Fingerprint, LetterState From), long>();
        var states = from.ToArray();
        for (var below = long.MaxValue; ;)
        {
            var portion = await letters.Where(row => states.Contains(row.State) && row.Key < below).OrderByDescending(row => row.Key).Take(Portion)
                .Select(row => new { row.Key, row.Fingerprint, row.State }).ToListAsync(cancellationToken);
            if (portion.Count == 0)
                break;

            var keys = portion.Select(row => row.Key).ToArray();
            await context.Letters.Where(row => keys.Contains(row.Key)).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, to), cancellationToken);
            if (audit is not null)
                context.Audited.AddRange(keys.Select(key => new AuditedRow { Key = key, AuditId = audit.Id }));
            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
            foreach (var row in portion)
                moved[(row.Fingerprint, row.State)] = moved.GetValueOrDefault((row.Fingerprint, row.State)) + 1;
            below = keys[^1];
        }

        await CountAsync(context, moved, to, cancellationToken);
        return moved.Values.Sum();
    }

    private static async Task CountAsync(
        LettersContext context, Dictionary<(string Fingerprint, LetterState From), long> moved, LetterState to, CancellationToken cancellationToken)
    {
        foreach (var ((fingerprint, from), count) in moved)
        {
            var group = await context.Groups.SingleAsync(row => row.Fingerprint == fingerprint, cancellationToken);
            GroupCounts.Add(group, from, -count);
            GroupCounts.Add(group, to, count);
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
