using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Reads page after page.</summary>
internal static class Pages
{
    /// <summary>So many at most, and where what follows begins; null: nothing does.</summary>
    public static async Task<(ImmutableArray<T> Read, LetterCursor? Next)> ReadAsync<T>(
        int limit, Func<LetterCursor?, int, Task<(ImmutableArray<T> Page, LetterCursor? Next)>> read, LetterCursor? after = null)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        do
        {
            (var page, after) = await read(after, Math.Min(limit - all.Count, LetterReader.LargestPage));
            all.AddRange(page);
        }
        while (after is not null && all.Count < limit);
        return (all.ToImmutable(), after);
    }
}
