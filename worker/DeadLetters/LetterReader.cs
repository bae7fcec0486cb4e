using System.Runtime.CompilerServices;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Reads dead letters. Every method throws a <see cref="StoreException"/> where the store cannot be used.</summary>
internal sealed class LetterReader(LetterDatabase database)
{
    /// <summary>The most letters, groups or entries of one page; who asks for more gets this many.</summary>
    public const int LargestPage = 500;

    private const int PortionToStream = 200;
    private const int NearLook = 2000;
    private const int MostOccurrences = 50;
    private const int MostAudit = 100;

    /// <summary>A page of letters, newest first.</summary>
    /// <param name="filter">Which letters.</param>
    /// <param name="after">Where the page before ended; null: the first page.</param>
    /// <param name="size">How many at most, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var bounded = Math.Min(size, LargestPage);
        return database.ReadAsync(async context =>
        {
            var rows = await RowsAsync(context, filter, after, bounded + 1, cancellationToken);
            var isLast = rows.Count <= bounded;
            var letters = await Summaries.OfAsync(context, [.. rows.Take(bounded)], cancellationToken);
            return new LetterPage(letters, isLast ? null : new LetterCursor(rows[bounded - 1].Key));
        }, cancellationToken);
    }

    /// <summary>
    /// A page of groups that have letters which the filter lets through, the one with the newest letter first. See <see cref="PageAsync"/>.
    /// A group that gets a letter between two pages moves to the front, and is on the first page when that is asked for again.
    /// </summary>
    public Task<GroupPage> GroupsAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var bounded = Math.Min(size, LargestPage);
        return database.ReadAsync(context => new GroupQuery(context, database.Kind, filter).PageAsync(after, bounded, cancellationToken), cancellationToken);
    }

    /// <summary>One group with all its letters; null: there is none.</summary>
    public async Task<LetterGroup?> GroupAsync(string fingerprint, CancellationToken cancellationToken) =>
        (await GroupsAsync(new LetterFilter { Fingerprint = fingerprint }, after: null, size: 1, cancellationToken)).Groups.FirstOrDefault();

    /// <summary>How many letters the filter lets through.</summary>
    public Task<long> CountAsync(LetterFilter filter, CancellationToken cancellationToken) => database.ReadAsync(async context =>
    {
        var spread = await Spreads.OfAsync(context, database.Kind, filter, cancellationToken);
        return FilterQuery.IsAboutGroups(filter) || spread == Spread.All
            ? (await FilterQuery.Groups(context, filter).ToListAsync(cancellationToken)).Sum(group => GroupCounts.Of(group, filter.States))
            : await FilterQuery.Apply(context, database.Kind, filter, inOrderOfGroups: spread == Spread.Many).LongCountAsync(cancellationToken);
    }, cancellationToken);

    /// <summary>How many letters there are in each state.</summary>
    public Task<LetterCounts> CountsAsync(CancellationToken cancellationToken) => database.ReadAsync(async context =>
    {
        var groups = await context.Groups.ToListAsync(cancellationToken);
        long Sum(LetterState state) => groups.Sum(group => GroupCounts.Of(group, state));
        return new LetterCounts(
            Sum(LetterState.Open), Sum(LetterState.Replaying), Sum(LetterState.Resolved), Sum(LetterState.Archived), Sum(LetterState.Superseded));
    }, cancellationToken);

    /// <summary>All that is known of one letter; null: there is none.</summary>
    public Task<LetterDetail?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync<LetterDetail?>(async context =>
    {
        var letterId = StoredText.Id(id);
        if (await context.Letters.FirstOrDefaultAsync(row => row.Id == letterId, cancellationToken) is not { } row)
            return null;

        var json = await context.Contents.Where(each => each.Key == row.Key).Select(each => each.Json).SingleAsync(cancellationToken);
        var others = await context.Letters.Where(each => each.RequestId == row.RequestId && each.Key != row.Key)
            .OrderByDescending(each => each.Key).Take(MostOccurrences).ToListAsync(cancellationToken);
        var notes = await context.Notes.Where(each => each.Key == row.Key).OrderBy(each => each.Id).ToListAsync(cancellationToken);
        var entries = context.Audited.Where(each => each.Key == row.Key).Select(each => each.AuditId);
        var audit = await context.Audit.Where(each => entries.Contains(each.Id)).OrderByDescending(each => each.Id).Take(MostAudit).ToListAsync(cancellationToken);
        var summaries = await Summaries.OfAsync(context, [row, .. others], cancellationToken);
        return new LetterDetail(
            summaries[0],
            LetterCodec.Read(json),
            summaries.RemoveAt(0),
            [.. notes.Select(note => new LetterNote(DateTimeOffset.FromUnixTimeMilliseconds(note.At), note.Who, note.Text))],
            AuditTrail.Read(audit.AsEnumerable().Reverse()))
        {
            Replays = await ReplayViews.OfLetterAsync(context, row.Id, cancellationToken),
        };
    }, cancellationToken);

    /// <summary>All letters that the filter lets through, with what is in them, newest first. Those that come meanwhile are not among them.</summary>
    public async IAsyncEnumerable<StoredLetter> StreamAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (LetterCursor? after = null; ;)
        {
            var (letters, next) = await PortionAsync(filter, after, cancellationToken);
            foreach (var letter in letters)
                yield return letter;
            if (next is null)
                yield break;
            after = next;
        }
    }

    private Task<(IReadOnlyList<StoredLetter> Letters, LetterCursor? Next)> PortionAsync(
        LetterFilter filter, LetterCursor? after, CancellationToken cancellationToken) => database.ReadAsync(async context =>
    {
        var rows = await RowsAsync(context, filter, after, PortionToStream, cancellationToken);
        var texts = await LetterTexts.ReadAsync(context, [.. rows.Select(row => row.Key)], cancellationToken);
        var read = rows.TakeWhile(row => texts.ContainsKey(row.Key)).ToList();
        var summaries = await Summaries.OfAsync(context, read, cancellationToken);
        // One may have been removed between the two queries.
        IReadOnlyList<StoredLetter> letters =
        [
            .. from pair in read.Zip(summaries)
               where texts[pair.First.Key] is not null
               select new StoredLetter(pair.Second, LetterCodec.Read(texts[pair.First.Key]!)),
        ];
        var isLast = read.Count == rows.Count && rows.Count < PortionToStream;
        return (letters, isLast ? (LetterCursor?)null : new LetterCursor(read[^1].Key));
    }, cancellationToken);

    // A common word is in a hundred thousand letters, of which a page shows the newest. Only where those are too few are all looked through.
    private async Task<List<LetterRow>> RowsAsync(LettersContext context, LetterFilter filter, LetterCursor? after, int count, CancellationToken cancellationToken)
    {
        var below = after?.Key ?? long.MaxValue;
        if (FilterQuery.Looks(filter))
        {
            var near = await FirstAsync(FilterQuery.Apply(context, database.Kind, filter, new Newest(below, NearLook)));
            if (near.Count == count)
                return near;
        }

        return await FirstAsync(FilterQuery.Apply(context, database.Kind, filter));

        Task<List<LetterRow>> FirstAsync(IQueryable<LetterRow> letters) =>
            letters.Where(row => row.Key < below).OrderByDescending(row => row.Key).Take(count).ToListAsync(cancellationToken);
    }
}
