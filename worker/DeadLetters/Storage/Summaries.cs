using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Makes summaries of rows.</summary>
internal static class Summaries
{
    /// <summary>With their metadata, in the same order.</summary>
    public static async Task<ImmutableArray<LetterSummary>> OfAsync(LettersContext context, IReadOnlyList<LetterRow> rows, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(context, [.. rows.Select(row => row.Key)], cancellationToken);
        return [.. rows.Select(row => Of(row, [.. metadata[row.Key].Select(entry => KeyValuePair.Create(entry.Name, entry.Value))]))];
    }

    /// <summary>The metadata of letters, by key, sorted by name.</summary>
    public static async Task<ILookup<long, MetadataRow>> MetadataAsync(LettersContext context, long[] keys, CancellationToken cancellationToken)
    {
        var rows = await context.Metadata.Where(row => keys.Contains(row.Key)).ToListAsync(cancellationToken);
        return rows.OrderBy(row => row.Name, StringComparer.Ordinal).ToLookup(row => row.Key);
    }

    private static LetterSummary Of(LetterRow row, ImmutableArray<KeyValuePair<string, string>> metadata) => new()
    {
        Id = row.Id,
        RequestId = row.RequestId,
        State = row.State,
        DeadLetteredAt = LetterIdentity.TimeOf(row.Key),
        Reason = row.Reason,
        RoutingGroup = row.RoutingGroup,
        Fingerprint = row.Fingerprint,
        Message = row.Message,
        Kinds = KindList.Read(row.Kinds),
        Provider = row.Provider,
        Model = row.Model,
        Attempts = row.Attempts,
        KeptIn = row.KeptIn,
        Generation = row.Generation,
        ReplayOf = row.ReplayOf,
        Metadata = metadata,
    };
}
