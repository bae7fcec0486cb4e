using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Reads the letters' own texts, of which one may have 16 MB: no more at a time than memory is to hold.</summary>
internal static class LetterTexts
{
    // A letter is held several times over while it is worked on.
    private const int MostCharacters = 16 * 1024 * 1024;

    /// <summary>The texts of the first of these letters, at least of one.</summary>
    /// <param name="context">Where they are.</param>
    /// <param name="keys">The letters, in the order in which they are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By key; null: the letter is gone. A letter that has no entry is to be asked for again.</returns>
    public static async Task<Dictionary<long, string?>> ReadAsync(LettersContext context, long[] keys, CancellationToken cancellationToken)
    {
        var lengths = await context.Contents.Where(row => keys.Contains(row.Key)).Select(row => new { row.Key, row.Json.Length })
            .ToDictionaryAsync(row => row.Key, row => row.Length, cancellationToken);
        var sum = 0L;
        var fitting = keys.TakeWhile((key, index) => (sum += lengths.GetValueOrDefault(key)) <= MostCharacters || index == 0).ToArray();
        var texts = await context.Contents.AsNoTracking().Where(row => fitting.Contains(row.Key)).ToDictionaryAsync(row => row.Key, string? (row) => row.Json, cancellationToken);
        foreach (var gone in fitting.Where(key => !texts.ContainsKey(key)))
            texts.Add(gone, null);
        return texts;
    }
}
