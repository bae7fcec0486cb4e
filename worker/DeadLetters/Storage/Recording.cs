using Dispatch.Worker.DeadLetters.Replays;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Adds letters to the tables, and to the counts of their groups.</summary>
internal static class Recording
{
    /// <returns>How many were not there before.</returns>
    public static async Task<int> RecordAsync(
        LettersContext context, ILetterDatabase database, IReadOnlyList<LetterRecord> records, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = records.Select(record => record.Row.Id).ToArray();
        var known = await context.Letters.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellationToken);
        var fresh = records.Where(record => !known.Contains(record.Row.Id)).ToList();
        if (fresh.Count == 0)
            return 0;

        await FreeKeysAsync(context, fresh, cancellationToken);
        await AddAsync(context, database, fresh, cancellationToken);
        await CountAsync(context, fresh, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        var returned = fresh.Where(record => record.Replay is not null).Select(record => (record.Row, record.Replay!)).ToList();
        if (returned.Count > 0)
            await ReplayOutcomes.ReturnAsync(context, returned, now, cancellationToken);
        return fresh.Count;
    }

    private static async Task AddAsync(LettersContext context, ILetterDatabase database, List<LetterRecord> fresh, CancellationToken cancellationToken)
    {
        await database.AddAsync(context, fresh.ConvertAll(record => record.Row), cancellationToken);
        await database.AddAsync(context, fresh.ConvertAll(record => new ContentRow { Key = record.Row.Key, Json = record.Json }), cancellationToken);
        await database.AddAsync(context, fresh.ConvertAll(record => new SearchRow { Key = record.Row.Key, Text = record.Search }), cancellationToken);
        var metadata = fresh.SelectMany(record => record.Metadata, (record, entry) => new MetadataRow { Name = entry.Key, Value = entry.Value, Key = record.Row.Key });
        // In the order of their index.
        await database.AddAsync(
            context, [.. metadata.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Value, StringComparer.Ordinal)], cancellationToken);
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
