using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Turns a filter into a query.</summary>
internal static class FilterQuery
{
    /// <param name="context">Where the letters are.</param>
    /// <param name="database">The database.</param>
    /// <param name="filter">Which letters.</param>
    /// <param name="newest">
    /// How far to look for words and metadata, of which there may be many and few are asked for: then the newest letters are found for sure,
    /// and of the older ones some may be missing. Default: to the end.
    /// </param>
    /// <param name="inOrderOfGroups">
    /// Words and metadata are compared with each letter, so that letters can come in the order of their groups; else letters are looked up by what is found.
    /// </param>
    public static IQueryable<LetterRow> Apply(
        LettersContext context, ILetterDatabase database, LetterFilter filter, Newest? newest = null, bool inOrderOfGroups = false)
    {
        var letters = context.Letters.AsQueryable();
        if (filter.Ids is { IsEmpty: false })
        {
            var ids = filter.Ids.Select(StoredText.Id).ToArray();
            letters = letters.Where(row => ids.Contains(row.Id));
        }

        if (filter.States is [var state])
        {
            letters = letters.Where(row => row.State == state);
        }
        else if (filter.States is { IsEmpty: false })
        {
            var states = filter.States.ToArray();
            letters = letters.Where(row => states.Contains(row.State));
        }

        if (StoredText.NameOrNull(filter.Fingerprint) is { } fingerprint)
            letters = letters.Where(row => row.Fingerprint == fingerprint);
        if (NamesGroups(filter))
        {
            var fingerprints = Groups(context, filter).Select(group => group.Fingerprint);
            letters = letters.Where(row => fingerprints.Contains(row.Fingerprint));
        }

        var narrowed = Narrow(letters, filter);
        foreach (var keys in Find(context, database, filter, newest))
        {
            // A sum is in no index: the database cannot begin with it.
            narrowed = inOrderOfGroups
                ? narrowed.Where(row => keys.Contains(row.Key + 0))
                : narrowed.Where(row => keys.Contains(row.Key));
        }

        return narrowed;
    }

    /// <summary>The groups that the filter lets through, as far as it is about groups.</summary>
    public static IQueryable<GroupRow> Groups(LettersContext context, LetterFilter filter)
    {
        var groups = context.Groups.AsQueryable();
        if (StoredText.NameOrNull(filter.Fingerprint) is { } fingerprint)
            groups = groups.Where(group => group.Fingerprint == fingerprint);
        if (StoredText.NameOrNull(filter.RoutingGroup) is { } routingGroup)
            groups = groups.Where(group => group.RoutingGroup == routingGroup);
        if (filter.Reason is { } reason)
            groups = groups.Where(group => group.Reason == reason);
        if (StoredText.NameOrNull(filter.Provider) is { } provider)
            groups = groups.Where(group => group.Provider == provider);
        if (filter.Kind is { } kind)
        {
            var entry = KindList.Entry(kind);
            groups = groups.Where(group => group.Kinds.Contains(entry));
        }

        return groups;
    }

    /// <summary>Whether nothing but groups and states is asked for, which the groups' own counts answer.</summary>
    public static bool IsAboutGroups(LetterFilter filter) =>
        filter.Ids.IsEmpty && !Looks(filter) && filter is { From: null, To: null, RequestId: null };

    private static bool NamesGroups(LetterFilter filter) =>
        filter.RoutingGroup is not null || filter.Reason is not null || filter.Provider is not null || filter.Kind is not null;

    /// <summary>Whether it looks for words or metadata.</summary>
    public static bool Looks(LetterFilter filter) => !filter.Metadata.IsEmpty || !string.IsNullOrWhiteSpace(filter.Text);

    private static IQueryable<LetterRow> Narrow(IQueryable<LetterRow> letters, LetterFilter filter)
    {
        if (filter.RequestId is not null)
        {
            var request = StoredText.Id(filter.RequestId);
            letters = letters.Where(row => row.RequestId == request);
        }

        if (filter.From is { } from)
        {
            var first = LetterIdentity.FirstKeyOf(from);
            letters = letters.Where(row => row.Key >= first);
        }

        if (filter.To is { } to)
        {
            var end = LetterIdentity.FirstKeyOf(to);
            letters = letters.Where(row => row.Key < end);
        }

        return letters;
    }

    /// <summary>The keys of the letters that have what is looked for: for each piece of metadata, and for the words.</summary>
    /// <param name="context">Where the letters are.</param>
    /// <param name="database">The database.</param>
    /// <param name="filter">What is looked for.</param>
    /// <param name="newest">Only so many of each; null: all.</param>
    public static IEnumerable<IQueryable<long>> Find(LettersContext context, ILetterDatabase database, LetterFilter filter, Newest? newest)
    {
        foreach (var entry in filter.Metadata)
        {
            var (name, value) = (StoredText.Name(entry.Key), StoredText.Name(entry.Value));
            var found = context.Metadata.Where(each => each.Name == name && each.Value == value);
            if (newest is { } bound)
                found = found.Where(each => each.Key < bound.Below).OrderByDescending(each => each.Key).Take(bound.Count);
            yield return found.Select(each => each.Key);
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var words = SearchText.Parse(filter.Text);
            yield return words.Count == 0 ? context.Letters.Where(_ => false).Select(row => row.Key) : database.Find(context, words, newest);
        }
    }
}
