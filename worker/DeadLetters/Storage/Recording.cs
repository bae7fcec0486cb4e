using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Adds letters to the tables, and to the counts of their groups.</summary>
internal static class Recording
{
    /// <returns>How many were not there before.</returns>
    public static async Task<int> RecordAsync(
        LettersContext context, IReadOnlyList<LetterRecord> records, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = records.Select(record => record.Row.Id).ToArray();
        var known = await context.Letters.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellationToken);
        var fresh = records.Where(record => !known.Contains(record.Row.Id)).ToList();
        if (fresh.Count == 0)
            return 0;

        await FreeKeysAsync(context, fresh, cancellationToken);
        foreach (var record in fresh)
        {
            var key = record.Row.Key;
            context.Letters.Add(record.Row);
            context.Contents.Add(new ContentRow { Key = key, Json = record.Json });
            context.Searches.Add(new SearchRow { Key = key, Text = record.Search });
            context.Metadata.AddRange(record.Metadata.Select(entry => new MetadataRow { Name = entry.Key, Value = entry.Value, Key = key }));
        }

        await CountAsync(context, fresh, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        var returned = fresh.Where(record => record.Replay is not null).Select(record => (record.Row, record.Replay!)).ToList();
        if (returned.Count > 0)
            await ReplayOutcomes.ReturnAsync(context, returned, now, cancellationToken);
        return fresh.Count;
    }

    // Two letters of one millisecond have the same key about once in four million times.
    private static async Task FreeKeysAsync(LettersContext context, List<LetterRecord> fresh, CancellationToken cancellationToken)
    {
        var keys = fresh.Select(record => record.Row.Key).ToArray();
        var used = await context.Letters.Where(row => keys.Contains(row.Key)).Select(row => row.Key).ToHashSetAsync(cancellationToken);
        foreach (var record in fresh.Where(record => !used.Add(record.Row.Key)))
        {
            do
                record.Row.Key++;
            while (used.Contains(record.Row.Key) || await context.Letters.AnyAsync(row => row.Key == record.Row.Key, cancellationToken));
            used.Add(record.Row.Key);
        }
    }

    private static async Task CountAsync(LettersContext context, List<LetterRecord> fresh, CancellationToken cancellationToken)
    {
        var fingerprints = fresh.Select(record => record.Row.Fingerprint).Distinct().ToArray();
        var groups = await context.Groups.Where(group => fingerprints.Contains(group.Fingerprint)).ToDictionaryAsync(group => group.Fingerprint, cancellationToken);
        foreach (var (_, group, _, _, _, _) in fresh.Where(record => !groups.ContainsKey(record.Row.Fingerprint)).DistinctBy(record => record.Row.Fingerprint))
        {
            (group.FirstKey, group.LastKey) = (long.MaxValue, 0);
            groups[group.Fingerprint] = group;
            context.Groups.Add(group);
        }

        foreach (var row in fresh.Select(record => record.Row))
        {
            var group = groups[row.Fingerprint];
            group.Open++;
            group.FirstKey = Math.Min(group.FirstKey, row.Key);
            group.LastKey = Math.Max(group.LastKey, row.Key);
        }
    }
}
