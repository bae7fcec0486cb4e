using System.Collections.Immutable;
using Dispatch.Worker.Cli.DeadLetters;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>Does what another source does, but for what a test replaces.</summary>
internal abstract class PassingSource(ILetterSource source) : ILetterSource
{
    public virtual Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        source.PageAsync(filter, after, size, cancellationToken);

    public virtual Task<GroupPage> GroupsAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        source.GroupsAsync(filter, after, size, cancellationToken);

    public Task<LetterCounts> CountsAsync(CancellationToken cancellationToken) => source.CountsAsync(cancellationToken);

    public Task<LetterDetail?> FindAsync(string id, CancellationToken cancellationToken) => source.FindAsync(id, cancellationToken);

    public Task<long> ArchiveAsync(LetterFilter filter, CancellationToken cancellationToken) => source.ArchiveAsync(filter, cancellationToken);

    public Task<long> RestoreAsync(LetterFilter filter, CancellationToken cancellationToken) => source.RestoreAsync(filter, cancellationToken);

    public Task<bool> AddNoteAsync(string id, string text, CancellationToken cancellationToken) => source.AddNoteAsync(id, text, cancellationToken);

    public Task<ImmutableArray<AuditEntry>> AuditAsync(int size, CancellationToken cancellationToken) => source.AuditAsync(size, cancellationToken);

    public Task ExportAsync(LetterFilter filter, LetterFormat format, Stream output, CancellationToken cancellationToken) =>
        source.ExportAsync(filter, format, output, cancellationToken);

    public string CarriedOutBy => source.CarriedOutBy;

    public Task<ReplayPreview> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken) => source.PreviewAsync(order, cancellationToken);

    public Task<ReplayJob> ReplayAsync(ReplayOrder order, CancellationToken cancellationToken) => source.ReplayAsync(order, cancellationToken);

    public Task<ReplayJob?> FindReplayAsync(Guid id, CancellationToken cancellationToken) => source.FindReplayAsync(id, cancellationToken);

    public Task<ImmutableArray<ReplayJob>> ReplaysAsync(int size, CancellationToken cancellationToken) => source.ReplaysAsync(size, cancellationToken);

    public Task<ReplayJob> ChangeReplayAsync(Guid id, ReplayChange change, CancellationToken cancellationToken) =>
        source.ChangeReplayAsync(id, change, cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
