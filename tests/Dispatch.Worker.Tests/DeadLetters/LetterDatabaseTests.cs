using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.Tests.DeadLetters;

public sealed class LetterDatabaseTests : IDisposable
{
    private readonly StoreFixture _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Migrations_are_numbered_without_gaps_and_alike_for_every_database()
    {
        var all = Migration.For("Sqlite").Select(migration => migration.Name).ToList();

        Assert.NotEmpty(all);
        Assert.Equal(Enumerable.Range(1, all.Count), Migration.For("Sqlite").Select(migration => migration.Number));
        Assert.Equal(all, Migration.For("PostgreSql").Select(migration => migration.Name));
    }

    [Fact]
    public async Task Several_may_open_a_new_store_at_once()
    {
        var databases = Enumerable.Range(0, 4).Select(_ => _store.Open()).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => database.OpenAsync(Token), Token)));

        Assert.Equal(Migration.For("Sqlite").Length, await _store.Database.ReadAsync(
            context => context.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM migrations").SingleAsync(Token), Token));
        databases.ForEach(database => database.Dispose());
    }

    [Fact]
    public async Task A_store_is_found_again_as_it_was()
    {
        await _store.RecordAsync(Letters.Make());
        using var again = _store.Open();

        Assert.Equal(1, await new LetterReader(again).CountAsync(LetterFilter.Open, Token));
    }

    [Fact]
    public async Task A_store_that_is_removed_while_it_is_open_is_made_anew()
    {
        await _store.RecordAsync(Letters.Make("r-1"));

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_store.File)!))
            File.Delete(file);
        await _store.RecordAsync(Letters.Make("r-2"));

        using var again = _store.Open();
        Assert.Equal(["r-2"], (await new LetterReader(again).PageAsync(LetterFilter.All, null, 10, Token)).Letters.Select(letter => letter.RequestId));
        Assert.Equal(["r-2"], await _store.RequestsAsync(LetterFilter.All));
    }

    [Fact]
    public async Task A_store_that_is_replaced_while_it_is_open_is_opened_anew()
    {
        using var other = new StoreFixture();
        await other.RecordAsync(Letters.Make("other"));
        other.Database.Dispose();
        await _store.RecordAsync(Letters.Make("r-1"));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_store.File)!))
            File.Delete(file);
        File.Copy(other.File, _store.File);

        Assert.Equal(["other"], await _store.RequestsAsync(LetterFilter.All));
        await _store.RecordAsync(Letters.Make("r-2"));

        using var again = _store.Open();
        Assert.Equal(2, await new LetterReader(again).CountAsync(LetterFilter.All, Token));
    }

    [Fact]
    public async Task A_commit_survives_the_loss_of_power_and_readers_do_not_wait() => Assert.Equal(
        ("wal", 2L),
        await _store.Database.ReadAsync(
            async context => (
                await context.Database.SqlQuery<string>($"SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync(Token),
                await context.Database.SqlQuery<long>($"SELECT synchronous AS \"Value\" FROM pragma_synchronous").SingleAsync(Token)),
            Token));

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await _store.Database.WriteAsync(
            context => context.Database.ExecuteSqlAsync($"INSERT INTO migrations (number, name, applied_at) VALUES (999, 'later', '')", Token), Token);
        using var again = _store.Open();

        var refused = await Assert.ThrowsAsync<StoreException>(() => again.OpenAsync(Token));

        Assert.Contains("made by a newer version of Dispatch", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_named()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_store.File)!);
        await File.WriteAllTextAsync(_store.File, new string('x', 10_000), Token);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _store.Database.OpenAsync(Token));

        Assert.StartsWith($"The dead letters' store {_store.File} is damaged or no SQLite database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_and_tried_again()
    {
        var folder = Path.GetDirectoryName(_store.File)!;
        await File.WriteAllTextAsync(folder, "a file in its place", Token);

        var refused = await Assert.ThrowsAsync<StoreException>(() => _store.RecordAsync(Letters.Make()));
        File.Delete(folder);

        Assert.Contains("set monitor.store to another path", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await _store.RecordAsync(Letters.Make()));
    }

    public void Dispose() => _store.Dispose();
}
