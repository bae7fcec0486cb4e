using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Finds groups, and what is to be said of each.</summary>
internal sealed class GroupQuery(LettersContext context, ILetterDatabase database, LetterFilter filter)
{
    // What is said of a group's metadata is said of a sample.
    private const int LargestSample = 30;
    private const int SmallestSample = 5;
    private const int LettersInSamples = 600;
    private const int MostValues = 5;

    public async Task<GroupPage> PageAsync(LetterCursor? after, int size, CancellationToken cancellationToken)
    {
        var tallies = await TalliesAsync(cancellationToken);
        var rows = await FilterQuery.Groups(context, filter).OrderByDescending(group => group.LastKey).ToListAsync(cancellationToken);
        var matching = rows.Where(row => row.LastKey < (after?.Key ?? long.MaxValue) && CountOf(row, tallies) > 0).Take(size + 1).ToList();
        var page = matching.Take(size).ToList();
        return new GroupPage(await DescribeAsync(page, tallies, cancellationToken), matching.Count > size ? new LetterCursor(page[^1].LastKey) : null);
    }

    private static LetterGroup Of(GroupRow row, Tally tally, LetterSummary example, ImmutableArray<AffectedMetadata> affected) => new()
    {
        Fingerprint = row.Fingerprint,
        RoutingGroup = row.RoutingGroup,
        Reason = row.Reason,
        Kinds = KindList.Read(row.Kinds),
        Provider = row.Provider,
        Pattern = row.Pattern,
        Count = tally.Count,
        Open = tally.Open,
        FirstSeen = LetterIdentity.TimeOf(row.FirstKey),
        LastSeen = LetterIdentity.TimeOf(row.LastKey),
        Example = example,
        Affected = affected,
    };

    /// <summary>Counted letter by letter; null: the groups' own counts are enough.</summary>
    private async Task<Dictionary<string, Tally>?> TalliesAsync(CancellationToken cancellationToken)
    {
        if (FilterQuery.IsAboutGroups(filter))
            return null;

        var spread = await Spreads.OfAsync(context, database, filter, cancellationToken);
        if (spread == Spread.All)
            return null;

        // By the state too, and of all states: so it is the order of an index.
        var letters = FilterQuery.Apply(context, database, filter with { States = [] }, inOrderOfGroups: spread == Spread.Many);
        var counts = await letters.GroupBy(row => new { row.Fingerprint, row.State })
            .Select(group => new { group.Key, Count = group.LongCount(), Newest = group.Max(row => row.Key) })
            .ToListAsync(cancellationToken);
        var wanted = counts.Where(each => filter.States.IsEmpty || filter.States.Contains(each.Key.State));
        return wanted.GroupBy(each => each.Key.Fingerprint).ToDictionary(group => group.Key, group => new Tally(
            group.Sum(each => each.Count),
            group.Where(each => each.Key.State == LetterState.Open).Sum(each => each.Count),
            group.Max(each => each.Newest)));
    }

    private long CountOf(GroupRow row, Dictionary<string, Tally>? tallies) =>
        tallies is null ? GroupCounts.Of(row, filter.States) : tallies.GetValueOrDefault(row.Fingerprint)?.Count ?? 0;

    private async Task<ImmutableArray<LetterGroup>> DescribeAsync(
        List<GroupRow> page, Dictionary<string, Tally>? tallies, CancellationToken cancellationToken)
    {
        // Of a group whose letters have been moved or removed in between there is nothing to be said.
        var samples = await SamplesAsync(page, cancellationToken);
        var newest = page.Where(row => samples.ContainsKey(row.Fingerprint)).ToDictionary(row => row.Fingerprint, row => tallies?[row.Fingerprint].Newest ?? samples[row.Fingerprint][0]);
        var keys = newest.Values.ToArray();
        var examples = (await context.Letters.Where(row => keys.Contains(row.Key)).ToListAsync(cancellationToken)).OrderByDescending(row => row.Key).ToList();
        var summaries = (await Summaries.OfAsync(context, examples, cancellationToken)).ToDictionary(summary => summary.Fingerprint);
        var metadata = await Summaries.MetadataAsync(context, [.. samples.Values.SelectMany(sample => sample)], cancellationToken);
        return
        [
            .. page.Where(row => summaries.ContainsKey(row.Fingerprint)).Select(row => Of(
                row,
                tallies?[row.Fingerprint] ?? OwnTally(row),
                summaries[row.Fingerprint],
                Affected(samples[row.Fingerprint].SelectMany(key => metadata[key])))),
        ];
    }

    private Tally OwnTally(GroupRow row) =>
        new(GroupCounts.Of(row, filter.States), filter.States.IsEmpty || filter.States.Contains(LetterState.Open) ? row.Open : 0, row.LastKey);

    /// <summary>The newest letters of each group that has any, newest first.</summary>
    private async Task<Dictionary<string, long[]>> SamplesAsync(List<GroupRow> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return [];

        // Of the open ones where there are any, else of another state: each is an index's end, and all of them together are not.
        var allowed = filter.States.IsEmpty ? [.. Enum.GetValues<LetterState>()] : filter.States.Sort();
        var wanted = page.Select(group => KeyValuePair.Create(group.Fingerprint, allowed.FirstOrDefault(each => GroupCounts.Of(group, each) > 0))).ToList();
        var size = Math.Clamp(LettersInSamples / page.Count, SmallestSample, LargestSample);
        var letters = await database.Newest(context, wanted, size).ToListAsync(cancellationToken);
        return letters.GroupBy(letter => letter.Fingerprint).ToDictionary(group => group.Key, group => group.Select(letter => letter.Key).OrderDescending().ToArray());
    }

    private static ImmutableArray<AffectedMetadata> Affected(IEnumerable<MetadataRow> rows) =>
    [
        .. from row in rows
           group row by row.Name into name
           orderby name.Key
           let values = name.CountBy(row => row.Value).OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).ToList()
           select new AffectedMetadata(name.Key, [.. values.Take(MostValues)], values.Count),
    ];

    private sealed record Tally(long Count, long Open, long Newest);
}
