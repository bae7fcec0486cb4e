using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>The store itself, opened by this process.</summary>
/// <param name="services">All that belongs to the store; ends with this.</param>
/// <param name="who">Who stands in the audit trail.</param>
internal sealed class StoreSource(ServiceProvider services, string who) : ILetterSource
{
    private LetterReader Reader => services.GetRequiredService<LetterReader>();

    private ReplayJobs Replays => services.GetRequiredService<ReplayJobs>();

    private LetterStore Store => services.GetRequiredService<LetterStore>();

    public Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        GuardAsync(() => Reader.PageAsync(filter, after, size, cancellationToken));

    public Task<GroupPage> GroupsAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        GuardAsync(() => Reader.GroupsAsync(filter, after, size, cancellationToken));

    public Task<LetterCounts> CountsAsync(CancellationToken cancellationToken) => GuardAsync(() => Reader.CountsAsync(cancellationToken));

    public Task<LetterDetail?> FindAsync(string id, CancellationToken cancellationToken) => GuardAsync(() => Reader.FindAsync(id, cancellationToken));

    public Task<long> ArchiveAsync(LetterFilter filter, CancellationToken cancellationToken) => GuardAsync(() => Store.ArchiveAsync(filter, who, cancellationToken));

    public Task<long> RestoreAsync(LetterFilter filter, CancellationToken cancellationToken) => GuardAsync(() => Store.RestoreAsync(filter, who, cancellationToken));

    public Task<bool> AddNoteAsync(string id, string text, CancellationToken cancellationToken) => GuardAsync(() => Store.AddNoteAsync(id, text, who, cancellationToken));

    public Task<ImmutableArray<AuditEntry>> AuditAsync(int size, CancellationToken cancellationToken) =>
        GuardAsync(() => services.GetRequiredService<AuditTrail>().PageAsync(before: null, size, cancellationToken));

    public Task ExportAsync(LetterFilter filter, LetterFormat format, Stream output, CancellationToken cancellationToken) =>
        GuardAsync(() => WriteAsync(filter, format, output, cancellationToken));

    public string CarriedOutBy => "The monitor that has this store carries it out; where none runs, it waits until one does.";

    public Task<ReplayPreview> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken) =>
        GuardAsync(() => Replays.PreviewAsync(order with { Who = who }, cancellationToken));

    public Task<ReplayJob> ReplayAsync(ReplayOrder order, CancellationToken cancellationToken) =>
        GuardAsync(() => Replays.CreateAsync(order with { Who = who }, cancellationToken));

    public Task<ReplayJob?> FindReplayAsync(Guid id, CancellationToken cancellationToken) => GuardAsync(() => Replays.FindAsync(id, cancellationToken));

    public async Task<ImmutableArray<ReplayJob>> ReplaysAsync(int size, CancellationToken cancellationToken) =>
        (await GuardAsync(() => Replays.ListAsync(size, after: null, cancellationToken))).Jobs;

    public Task<ReplayJob> ChangeReplayAsync(Guid id, ReplayChange change, CancellationToken cancellationToken) => GuardAsync(() => change switch
    {
        ReplayChange.Pause => Replays.PauseAsync(id, who, cancellationToken),
        ReplayChange.Resume => Replays.ResumeAsync(id, who, cancellationToken),
        ReplayChange.Cancel => Replays.CancelAsync(id, who, cancellationToken),
        _ => Replays.SendUnknownAgainAsync(id, who, cancellationToken),
    });

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<bool> WriteAsync(LetterFilter filter, LetterFormat format, Stream output, CancellationToken cancellationToken)
    {
        await ExportWriter.WriteAsync(Reader.StreamAsync(filter, cancellationToken), format, output, cancellationToken);
        return true;
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (StoreException trouble)
        {
            throw new RefusedException(trouble.Message, ExitCodes.Broken, trouble);
        }
        catch (ReplayRefusedException refused)
        {
            var exitCode = refused.Refusal == ReplayRefusal.Invalid ? ExitCodes.BadConfiguration : ExitCodes.Incomplete;
            throw new RefusedException(string.Join('\n', refused.Errors), exitCode, refused);
        }
    }
}
