using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters;

/// <summary>Keeps dead letters, and changes what people change about them. Each change of state is in the audit trail.</summary>
internal sealed class LetterStore(LetterDatabase database, TimeProvider time)
{
    /// <summary>The most characters of a note.</summary>
    public const int LongestNote = 4096;

    /// <summary>Keeps those that are not there yet, all or none.</summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task<int> RecordAsync(IReadOnlyList<QueuedLetter> letters, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var records = letters.Select(letter => LetterRecord.Of(letter, now)).DistinctBy(record => record.Row.Id).ToList();
        return database.WriteAsync(context => Recording.RecordAsync(context, database.Kind, records, now, cancellationToken), cancellationToken);
    }

    /// <summary>Puts open letters aside.</summary>
    /// <param name="filter">Which letters; those that are not open are passed over.</param>
    /// <param name="who">Who does it.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task<long> ArchiveAsync(LetterFilter filter, string who, CancellationToken cancellationToken) =>
        ChangeAsync("archive", filter, who, [LetterState.Open], LetterState.Archived, cancellationToken);

    /// <summary>Takes archived letters up again: they are open then. Otherwise as <see cref="ArchiveAsync"/>.</summary>
    public Task<long> RestoreAsync(LetterFilter filter, string who, CancellationToken cancellationToken) =>
        ChangeAsync("restore", filter, who, [LetterState.Archived], LetterState.Open, cancellationToken);

    /// <summary>Writes a note to a letter.</summary>
    /// <returns>False: there is no such letter.</returns>
    /// <exception cref="ArgumentException">The text is empty, or longer than <see cref="LongestNote"/>.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task<bool> AddNoteAsync(string id, string text, string who, CancellationToken cancellationToken)
    {
        var trimmed = StoredText.Clean(text.Trim());
        if (trimmed.Length is 0 or > LongestNote)
            throw new ArgumentException($"A note has 1 to {LongestNote} characters; this one has {trimmed.Length}.", nameof(text));

        var letterId = StoredText.Id(id);
        return database.WriteAsync(async context =>
        {
            if (await context.Letters.FirstOrDefaultAsync(row => row.Id == letterId, cancellationToken) is not { } letter)
                return false;

            var at = time.GetUtcNow();
            context.Notes.Add(new NoteRow { Key = letter.Key, At = at.ToUnixTimeMilliseconds(), Who = StoredText.Who(who), Text = trimmed });
            var audit = AuditTrail.Add(context, at, who, "note", new LetterFilter { Ids = [letterId] }, count: 1);
            await context.SaveChangesAsync(cancellationToken);
            context.Audited.Add(new AuditedRow { Key = letter.Key, AuditId = audit.Id });
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }, cancellationToken);
    }

    private Task<long> ChangeAsync(
        string action, LetterFilter filter, string who, ImmutableArray<LetterState> from, LetterState to, CancellationToken cancellationToken) =>
        database.WriteAsync(async context =>
        {
            var audit = AuditTrail.Add(context, time.GetUtcNow(), who, action, filter, count: 0);
            await context.SaveChangesAsync(cancellationToken);
            var letters = FilterQuery.Apply(context, database.Kind, filter);
            return await StateChange.ApplyAsync(context, letters, from, to, audit, cancellationToken);
        }, cancellationToken);
}
