using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>In what one database differs from another.</summary>
internal interface ILetterDatabase : IDisposable
{
    /// <summary>The folder of its migrations.</summary>
    string Name { get; }

    /// <summary>Where it is, for people; without credentials.</summary>
    string Place { get; }

    /// <summary>The most time that one who writes waits until no other one does.</summary>
    static TimeSpan WaitToWrite { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Options of a new context.</summary>
    DbContextOptions<LettersContext> CreateOptions();

    /// <summary>Does before the first use what cannot be done in a transaction.</summary>
    Task PrepareAsync(LettersContext context, CancellationToken cancellationToken);

    /// <summary>In a transaction that has just begun: waits until no other one writes. Ends with the transaction.</summary>
    Task LockAsync(LettersContext context, CancellationToken cancellationToken);

    /// <summary>Adds many rows of one table, in the context's transaction; may leave it to the context's saving.</summary>
    Task AddAsync<T>(LettersContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class;

    /// <summary>The keys of the letters that all words are found in, see <see cref="SearchText.Parse"/>.</summary>
    /// <param name="context">Where they are.</param>
    /// <param name="words">The words.</param>
    /// <param name="newest">Only so many of the newest, of which the older ones may be missing; null: all.</param>
    IQueryable<long> Find(LettersContext context, IReadOnlyList<IReadOnlyList<string>> words, Newest? newest);

    /// <summary>The newest letters of each of these groups in one state, in one query: for fifty it takes a tenth of the time of fifty.</summary>
    /// <param name="context">Where they are.</param>
    /// <param name="groups">The groups, each with the state.</param>
    /// <param name="count">How many of each at most.</param>
    IQueryable<SampledLetter> Newest(LettersContext context, IReadOnlyList<KeyValuePair<string, LetterState>> groups, int count);

    /// <summary>A sentence on what is wrong and how to mend it; null: this is no trouble of the database's.</summary>
    string? Describe(Exception exception);

    /// <summary>Whether it tells that another store has been put into its place since it was opened, or none is there any more.</summary>
    bool TellsOfAnother(Exception exception);

    /// <summary>Lets go of all that is open, of one that is no more in its place.</summary>
    void Forget();
}

/// <summary>The newest of what is found: without a gap, but not always as many as there are.</summary>
/// <param name="Below">With a lower key than this.</param>
/// <param name="Count">How many at most.</param>
internal readonly record struct Newest(long Below, int Count);

/// <summary>A letter that was picked out.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Fingerprint">Its group.</param>
internal sealed record SampledLetter(long Key, string Fingerprint);
