using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Npgsql;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>
/// A PostgreSQL database that several monitors share, each with a name of its own there. Triggers of a test's may call <c>pass_gate()</c>:
/// whoever comes there while the test holds the gate waits in the midst of its transaction.
/// </summary>
internal sealed class SharedStore : IAsyncDisposable
{
    private const string Gate = "1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _holder;

    private SharedStore(string place)
    {
        Place = place;
        Database = new LetterDatabase(new PostgreSqlLetters(place, () => null), TimeProvider.System);
        Reader = new LetterReader(Database);
        _source = NpgsqlDataSource.Create(place);
        _holder = _source.CreateConnection();
    }

    /// <summary>As in <c>monitor.store</c>.</summary>
    public string Place { get; }

    public LetterDatabase Database { get; }

    public LetterReader Reader { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the tables too, with these triggers.</summary>
    public static async Task<SharedStore> CreateAsync(string triggers)
    {
        var store = new SharedStore(await PostgresFixture.CreateDatabaseAsync(Cancellation));
        await store._holder.OpenAsync(Cancellation);
        await store.Database.OpenAsync(Cancellation);
        await store.ExecuteAsync(
            $"CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_advisory_xact_lock_shared({Gate}); RETURN NULL; END$$; {triggers}");
        return store;
    }

    /// <summary>The file's <c>monitor</c> of one who is known by this name here.</summary>
    public object Monitor(string name, int batch = 500) => new { Store = $"{Place};Application Name={name}", Batch = batch };

    /// <summary>Lets nobody through the gate; returns when those are done who were let through before.</summary>
    public Task HoldGateAsync() => ExecuteAsync($"SELECT pg_advisory_lock({Gate})");

    public Task OpenGateAsync() => ExecuteAsync($"SELECT pg_advisory_unlock({Gate})");

    /// <summary>Lets the one through who waits at the gate; returns when that one is done.</summary>
    public async Task LetOneThroughGateAsync()
    {
        await OpenGateAsync();
        await HoldGateAsync();
    }

    /// <summary>Returns when somebody waits at the gate, with the name.</summary>
    public async Task<string> WaitForOneAtGateAsync() => (await WaitForAsync(waiting => waiting.Any(each => each.IsAtGate))).First(each => each.IsAtGate).Name;

    /// <summary>Returns when all of these are about to write: one waits at the gate, and the others for that one.</summary>
    public Task WaitForWritersAsync(params string[] names) => WaitForAsync(waiting => names.All(name => waiting.Any(each => each.Name == name)));

    /// <summary>Returns when so many letters are there.</summary>
    public Task WaitForCountAsync(long count) => WaitAsync(
        () => Reader.CountAsync(LetterFilter.All, Cancellation), there => there >= count, there => $"{there} letters were in the store, not {count}.");

    /// <summary>The rows of a query, each as its first two columns.</summary>
    public async Task<IReadOnlyList<(string Name, T Value)>> QueryAsync<T>(string query)
    {
        await using var command = _source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<(string, T)>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add((reader.GetString(0), reader.GetFieldValue<T>(1)));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _holder.DisposeAsync();
        await _source.DisposeAsync();
        Database.Dispose();
    }

    private Task<IReadOnlyList<(string Name, bool IsAtGate)>> WaitForAsync(Func<IReadOnlyList<(string Name, bool IsAtGate)>, bool> condition) => WaitAsync(
        () => QueryAsync<bool>(
            $"""
            SELECT application_name, objid = {Gate} FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND NOT granted AND datname = current_database() AND application_name <> ''
            """),
        condition, waiting => $"These waited to write: {string.Join(", ", waiting)}.");

    private static Task<T> WaitAsync<T>(Func<Task<T>> look, Func<T, bool> condition, Func<T, string> describe) =>
        StoreWatch.UntilAsync(look, condition, describe, Patience, Cancellation);

    private async Task ExecuteAsync(string text)
    {
        await using var command = new NpgsqlCommand(text, _holder);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
