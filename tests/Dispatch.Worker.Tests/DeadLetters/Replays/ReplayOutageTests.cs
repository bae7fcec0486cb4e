using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Replays;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

public sealed class ReplayOutageTests : IDisposable
{
    private readonly StoreFixture _store = new();
    private readonly ReplayProcess _process;

    public ReplayOutageTests() => _process = new ReplayProcess(_store.Database, _store.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_fails_while_requests_are_on_their_way_loses_no_account_of_them()
    {
        await _store.RecordAsync(Letters.Make("r-1"));
        var job = await _process.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        var folder = Path.GetDirectoryName(_store.File)!;
        var away = folder + "-away";
        _process.Sender.Behaviour = async _ =>
        {
            Directory.Move(folder, away);
            await File.WriteAllTextAsync(folder, "where the folder is to be", Token);
            for (var i = 0; i < 10; i++)
            {
                _store.Time.Advance(TimeSpan.FromSeconds(6));
                await Task.Delay(TimeSpan.FromMilliseconds(20), Token);
            }

            return new ReplaySent.Confirmed();
        };

        await Assert.ThrowsAsync<StoreException>(_process.RunAsync);
        File.Delete(folder);
        Directory.Move(away, folder);
        await _process.RunAsync();

        job = (await _process.Jobs.FindAsync(job.Id, Token))!;
        Assert.Equal((ReplayState.Running, 1, 0), (job.State, job.Progress.Waiting, job.Progress.Unknown));
        Assert.Single(_process.Sender.Messages);
    }

    [Fact]
    public async Task What_was_marked_and_not_sent_since_nobody_was_told_that_the_mark_was_kept_is_sent()
    {
        using var commits = new LostCommits(new SqliteLetters(_store.File));
        using var database = new LetterDatabase(commits, _store.Time);
        using var process = new ReplayProcess(database, _store.Time);
        await _store.RecordAsync(Letters.Make("r-1"), Letters.Make("r-2"));
        var job = await process.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        await process.ClaimAsync();

        commits.LosesNext = true;
        await Assert.ThrowsAsync<StoreException>(process.RunAsync);
        Assert.Equal(new LetterCounts(1, 1, 0, 0, 0), await _store.Reader.CountsAsync(Token));
        Assert.Empty(process.Sender.Messages);
        await process.RunAsync();

        Assert.Single(process.Sender.Messages);
        job = (await process.Jobs.FindAsync(job.Id, Token))!;
        Assert.Equal((1, 1, 0), (job.Progress.Waiting, job.Progress.Pending, job.Progress.Unknown));
        Assert.Equal(new LetterCounts(1, 1, 0, 0, 0), await _store.Reader.CountsAsync(Token));
    }

    public void Dispose()
    {
        _process.Dispose();
        _store.Dispose();
    }
}
