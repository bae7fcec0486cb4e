using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Which dead letters an order means.</summary>
internal static class SelectedLetters
{
    /// <summary>The most letters of one replay.</summary>
    public const int Most = 500_000;

    /// <summary>The letters that are meant: where nothing is said of their state and none is named, the open ones.</summary>
    public static LetterFilter Meant(LetterFilter filter) => filter is { States.IsEmpty: true, Ids.IsEmpty: true } ? filter with { States = [LetterState.Open] } : filter;

    /// <summary>How many there are of each sort.</summary>
    public static async Task<IReadOnlyList<SelectedSort>> SortsAsync(
        LettersContext context, ILetterDatabase database, ReplayOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = (now + ChangeRules.LeastTime).ToUnixTimeMilliseconds();
        var meant = Meant(order.Letters);
        // Of all states, so that it is the order of an index: to sort them takes ten times as long.
        var all = await FilterQuery.Apply(context, database, meant with { States = [] })
            .GroupBy(row => new { row.Fingerprint, row.State, row.Holds, row.Generation })
            .Select(group => new { group.Key, Count = group.Count(), Over = group.Sum(row => row.Deadline != null && row.Deadline < limit ? 1 : 0) })
            .ToListAsync(cancellationToken);
        var rows = all.Where(row => meant.States.IsEmpty || meant.States.Contains(row.Key.State)).ToList();
        var fingerprints = rows.Select(row => row.Key.Fingerprint).Distinct().ToArray();
        var routes = await context.Groups.Where(group => fingerprints.Contains(group.Fingerprint)).Select(group => new { group.Fingerprint, group.RoutingGroup })
            .ToDictionaryAsync(group => group.Fingerprint, group => group.RoutingGroup, cancellationToken);
        return
        [
            .. from row in rows
               from sort in new[] { (IsOver: true, Count: row.Over), (IsOver: false, Count: row.Count - row.Over) }
               where sort.Count > 0
               select new SelectedSort(
                   row.Key.Fingerprint, routes.GetValueOrDefault(row.Key.Fingerprint), sort.IsOver, sort.Count,
                   SkipTexts.ReasonFor(row.Key.State, row.Key.Generation, row.Key.Holds, order.Changes)),
        ];
    }

    /// <summary>The letters, oldest first; those that are named and not there have no key.</summary>
    public static async Task<IReadOnlyList<SelectedLetter>> ReadAsync(
        LettersContext context, ILetterDatabase database, ReplayOrder order, CancellationToken cancellationToken)
    {
        var rows = await FilterQuery.Apply(context, database, Meant(order.Letters)).OrderBy(row => row.Key)
            .Select(row => new { row.Key, row.Id, row.Fingerprint, row.State, row.Holds, row.Generation }).Take(Most + 1).ToListAsync(cancellationToken);
        var letters = rows.Select(row => new SelectedLetter(
            row.Key, row.Id, row.Fingerprint, SkipTexts.ReasonFor(row.State, row.Generation, row.Holds, order.Changes))).ToList();
        var there = letters.Select(letter => letter.Id).ToHashSet(StringComparer.Ordinal);
        letters.AddRange(order.Letters.Ids.Distinct(StringComparer.Ordinal).Where(id => !there.Contains(id)).Select(id => new SelectedLetter(0, id, "", SkipReason.Gone)));
        return letters;
    }

    /// <summary>What would be refused on a closer look, at no more letters than can be looked at while somebody waits.</summary>
    public static async Task<IReadOnlyList<(SelectedLetter Letter, ReplayDraft.Refused Refused)>> RefusedAsync(
        LettersContext context, IEnumerable<SelectedLetter> letters, ReplayChanges changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sendable = letters.Where(letter => letter.Skipped is null).ToDictionary(letter => letter.Key);
        var keys = sendable.Keys.ToArray();
        var refused = new List<(SelectedLetter, ReplayDraft.Refused)>();
        await foreach (var row in context.Contents.AsNoTracking().Where(row => keys.Contains(row.Key)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (ReplayDrafts.Make(LetterCodec.Read(row.Json), changes, now) is ReplayDraft.Refused refusal)
                refused.Add((sendable[row.Key], refusal));
        }

        return refused;
    }
}

/// <summary>Letters that are alike in all that a replay asks for.</summary>
internal sealed record SelectedSort(string Fingerprint, string? RoutingGroup, bool IsOver, int Count, SkipReason? Skipped);

/// <summary>A letter that is meant.</summary>
internal sealed record SelectedLetter(long Key, string Id, string Fingerprint, SkipReason? Skipped);
