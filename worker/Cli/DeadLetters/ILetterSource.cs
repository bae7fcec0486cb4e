using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>
/// Where the commands have dead letters from: a store that they open themselves, or a worker that has one. Every method throws a
/// <see cref="RefusedException"/> where it cannot be used.
/// </summary>
internal interface ILetterSource : IAsyncDisposable
{
    /// <summary>A page of letters, newest first.</summary>
    Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken);

    /// <summary>A page of groups, the one with the newest letter first.</summary>
    Task<GroupPage> GroupsAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken);

    /// <summary>How many letters there are in each state.</summary>
    Task<LetterCounts> CountsAsync(CancellationToken cancellationToken);

    /// <summary>All that is known of one letter; null: there is none.</summary>
    Task<LetterDetail?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Puts open letters aside.</summary>
    /// <returns>How many there were.</returns>
    Task<long> ArchiveAsync(LetterFilter filter, CancellationToken cancellationToken);

    /// <summary>Takes archived letters up again.</summary>
    /// <returns>How many there were.</returns>
    Task<long> RestoreAsync(LetterFilter filter, CancellationToken cancellationToken);

    /// <summary>Writes a note to a letter.</summary>
    /// <returns>False: there is no such letter.</returns>
    Task<bool> AddNoteAsync(string id, string text, CancellationToken cancellationToken);

    /// <summary>Who changed what: the newest first.</summary>
    Task<ImmutableArray<AuditEntry>> AuditAsync(int size, CancellationToken cancellationToken);

    /// <summary>Writes all letters that the filter lets through, newest first.</summary>
    Task ExportAsync(LetterFilter filter, LetterFormat format, Stream output, CancellationToken cancellationToken);

    /// <summary>A sentence on who carries out what is ordered.</summary>
    string CarriedOutBy { get; }

    /// <summary>What a replay would do now.</summary>
    Task<ReplayPreview> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken);

    /// <summary>Orders a replay, in the name of whoever is asking.</summary>
    Task<ReplayJob> ReplayAsync(ReplayOrder order, CancellationToken cancellationToken);

    /// <summary>null: there is none of this id.</summary>
    Task<ReplayJob?> FindReplayAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The replays, newest first.</summary>
    Task<ImmutableArray<ReplayJob>> ReplaysAsync(int size, CancellationToken cancellationToken);

    /// <summary>Changes how a replay goes.</summary>
    /// <returns>The replay as it is then.</returns>
    Task<ReplayJob> ChangeReplayAsync(Guid id, ReplayChange change, CancellationToken cancellationToken);
}

/// <summary>What can be done about a replay.</summary>
internal enum ReplayChange
{
    /// <summary>Send nothing more until it is resumed.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>End it.</summary>
    Cancel,

    /// <summary>Send those again of which it is not known whether they were sent.</summary>
    SendAgain,
}
