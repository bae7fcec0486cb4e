using System.Collections.Immutable;
using System.Globalization;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Export;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>A running worker that has the store.</summary>
internal sealed class ServerSource(WorkerClient worker) : ILetterSource
{
    private const string Letters = "api/dead-letters";
    private const string Replays = "api/replays";

    public string CarriedOutBy => "The worker carries it out.";

    public Task<LetterPage> PageAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        worker.GetAsync<LetterPage>(Letters + Page(filter, after, size), cancellationToken);

    public Task<GroupPage> GroupsAsync(LetterFilter filter, LetterCursor? after, int size, CancellationToken cancellationToken) =>
        worker.GetAsync<GroupPage>($"{Letters}/groups{Page(filter, after, size)}", cancellationToken);

    public Task<LetterCounts> CountsAsync(CancellationToken cancellationToken) => worker.GetAsync<LetterCounts>($"{Letters}/counts", cancellationToken);

    public Task<LetterDetail?> FindAsync(string id, CancellationToken cancellationToken) =>
        worker.FindAsync<LetterDetail>($"{Letters}/{Uri.EscapeDataString(id)}", cancellationToken);

    public Task<long> ArchiveAsync(LetterFilter filter, CancellationToken cancellationToken) => ChangeAsync("archive", filter, cancellationToken);

    public Task<long> RestoreAsync(LetterFilter filter, CancellationToken cancellationToken) => ChangeAsync("restore", filter, cancellationToken);

    public async Task<bool> AddNoteAsync(string id, string text, CancellationToken cancellationToken)
    {
        try
        {
            await worker.PostAsync($"{Letters}/{Uri.EscapeDataString(id)}/notes", new { text }, cancellationToken);
            return true;
        }
        catch (RefusedException refused) when (refused.ExitCode == ExitCodes.Incomplete)
        {
            return false;
        }
    }

    public async Task<ImmutableArray<AuditEntry>> AuditAsync(int size, CancellationToken cancellationToken) =>
        (await worker.GetAsync<AuditAnswer>(string.Create(CultureInfo.InvariantCulture, $"api/audit?limit={size}"), cancellationToken)).Entries;

    public Task ExportAsync(LetterFilter filter, LetterFormat format, Stream output, CancellationToken cancellationToken) =>
        worker.CopyAsync($"{Letters}/export{ServerQuery.Of(filter, ("format", LetterFormats.Named.First(named => named.Value == format).Key))}", output, cancellationToken);

    public Task<ReplayPreview> PreviewAsync(ReplayOrder order, CancellationToken cancellationToken) =>
        worker.PostAsync<ReplayPreview>($"{Replays}/preview", ServerQuery.Order(order), cancellationToken);

    public Task<ReplayJob> ReplayAsync(ReplayOrder order, CancellationToken cancellationToken) =>
        worker.PostAsync<ReplayJob>(Replays, ServerQuery.Order(order), cancellationToken);

    public Task<ReplayJob?> FindReplayAsync(Guid id, CancellationToken cancellationToken) => worker.FindAsync<ReplayJob>($"{Replays}/{id:D}", cancellationToken);

    public async Task<ImmutableArray<ReplayJob>> ReplaysAsync(int size, CancellationToken cancellationToken) =>
        (await worker.GetAsync<ReplayJobPage>(string.Create(CultureInfo.InvariantCulture, $"{Replays}?limit={size}"), cancellationToken)).Jobs;

    public Task<ReplayJob> ChangeReplayAsync(Guid id, ReplayChange change, CancellationToken cancellationToken) =>
        worker.PostAsync<ReplayJob>($"{Replays}/{id:D}/{(change == ReplayChange.SendAgain ? "send-again" : SafeText.NameOf(change))}", body: null, cancellationToken);

    public ValueTask DisposeAsync()
    {
        worker.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<long> ChangeAsync(string change, LetterFilter filter, CancellationToken cancellationToken) =>
        (await worker.PostAsync<Changed>($"{Letters}/{change}", ServerQuery.Selection(filter), cancellationToken)).Count;

    private static string Page(LetterFilter filter, LetterCursor? after, int size) =>
        ServerQuery.Of(filter, ("limit", size.ToString(CultureInfo.InvariantCulture)), ("cursor", after?.ToString()));

    private sealed record AuditAnswer(ImmutableArray<AuditEntry> Entries);

    private sealed record Changed([property: System.Text.Json.Serialization.JsonPropertyName("changed")] long Count);
}
