using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Removes letters for good, a portion at a time, so that nobody who writes waits for long.</summary>
internal static class Removal
{
    private const int Portion = 500;

    /// <summary>Removes some of the oldest of these, with all that belongs to them. Those that are being replayed stay.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="letters">Which may go.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many went; 0: there are no more.</returns>
    public static async Task<int> RemoveAsync(LettersContext context, IQueryable<LetterRow> letters, long most, CancellationToken cancellationToken)
    {
        var portion = await letters.Where(row => row.State != LetterState.Replaying).OrderBy(row => row.Key).Take((int)Math.Min(most, Portion))
            .Select(row => new { row.Key, row.Fingerprint, row.State }).ToListAsync(cancellationToken);
        var keys = portion.ConvertAll(row => row.Key).ToArray();
        await context.Letters.Where(row => keys.Contains(row.Key)).ExecuteDeleteAsync(cancellationToken);
        foreach (var group in portion.GroupBy(row => row.Fingerprint))
        {
            var counts = await context.Groups.SingleAsync(row => row.Fingerprint == group.Key, cancellationToken);
            foreach (var letter in group)
                GroupCounts.Add(counts, letter.State, -1);
            if (GroupCounts.Of(counts, []) == 0)
                context.Groups.Remove(counts);
        }

        await context.SaveChangesAsync(cancellationToken);
        return portion.Count;
    }
}
