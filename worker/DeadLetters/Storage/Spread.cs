using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>How many letters have what a filter looks for, words and metadata: by that they are best counted in another way.</summary>
internal enum Spread
{
    /// <summary>So few that it is best to begin with them.</summary>
    Few,

    /// <summary>So many that it takes less to go through an index of all letters.</summary>
    Many,

    /// <summary>Every letter; the filter is the same without it.</summary>
    All,
}

/// <summary>Finds out, in a tenth of the time that counting takes.</summary>
internal static class Spreads
{
    private const int Many = 1000;

    public static async Task<Spread> OfAsync(LettersContext context, ILetterDatabase database, LetterFilter filter, CancellationToken cancellationToken) =>
        !await AreManyAsync(context, database, filter, cancellationToken) ? Spread.Few
        : await AreAllAsync(context, database, filter, cancellationToken) ? Spread.All
        : Spread.Many;

    /// <summary>Whether all that is looked for is in many letters of the time that is asked for.</summary>
    private static async Task<bool> AreManyAsync(LettersContext context, ILetterDatabase database, LetterFilter filter, CancellationToken cancellationToken)
    {
        if (!FilterQuery.Looks(filter) || filter.RequestId is not null || !filter.Ids.IsEmpty)
            return false;

        var newest = new Newest(filter.To is { } to ? LetterIdentity.FirstKeyOf(to) : long.MaxValue, Many);
        var first = filter.From is { } from ? LetterIdentity.FirstKeyOf(from) : 0;
        foreach (var keys in FilterQuery.Find(context, database, filter, newest))
        {
            if (await keys.Where(key => key >= first).CountAsync(cancellationToken) < Many)
                return false;
        }

        return true;
    }

    // What words have been found in is counted by their index alone.
    private static async Task<bool> AreAllAsync(LettersContext context, ILetterDatabase database, LetterFilter filter, CancellationToken cancellationToken) =>
        FilterQuery.IsAboutGroups(filter with { Text = null })
        && await FilterQuery.Find(context, database, filter, newest: null).Single().LongCountAsync(cancellationToken)
            == await context.Groups.SumAsync(row => row.Open + row.Replaying + row.Resolved + row.Archived + row.Superseded, cancellationToken);
}
