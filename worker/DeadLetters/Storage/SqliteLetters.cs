using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>The store in a file of its own. Readers do not wait for the writer.</summary>
/// <param name="path">The file's path; it is made where it is not there, with its folder.</param>
internal sealed class SqliteLetters(string path) : ILetterDatabase
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    public string Name => "Sqlite";

    public string Place { get; } = Path.GetFullPath(path);

    private string ConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = Place,
        ForeignKeys = true,
        DefaultTimeout = (int)ILetterDatabase.WaitToWrite.TotalSeconds,
    }.ToString();

    public DbContextOptions<LettersContext> CreateOptions() => new DbContextOptionsBuilder<LettersContext>()
        .UseSqlite(ConnectionString, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
        .AddInterceptors(new Settings())
        .Options;

    public async Task PrepareAsync(LettersContext context, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }

    // Its transactions begin as writing ones, of which there is one at a time.
    public Task LockAsync(LettersContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AddAsync<T>(LettersContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class => PreparedInsert.AddAsync(context, rows, cancellationToken);

    public IQueryable<long> Find(LettersContext context, IReadOnlyList<IReadOnlyList<string>> words, Newest? newest)
    {
        var match = string.Join(" AND ", words.Select(parts => $"\"{string.Join(' ', parts)}\" *"));
        return newest is { } bound
            ? context.Database.SqlQuery<long>(
                $"SELECT rowid AS \"Value\" FROM letter_words WHERE letter_words MATCH {match} AND rowid < {bound.Below} ORDER BY rowid DESC LIMIT {bound.Count}")
            : context.Database.SqlQuery<long>($"SELECT rowid AS \"Value\" FROM letter_words WHERE letter_words MATCH {match}");
    }

    public IQueryable<SampledLetter> Newest(LettersContext context, IReadOnlyList<KeyValuePair<string, LetterState>> groups, int count)
    {
        var wanted = JsonSerializer.Serialize(groups.Select(group => new { Fingerprint = group.Key, State = (int)group.Value }));
        return context.Database.SqlQuery<SampledLetter>(
            $"""
            SELECT letter.key AS "Key", letter.fingerprint AS "Fingerprint" FROM json_each({wanted}) AS wanted JOIN letters AS letter ON letter.key IN (
                SELECT key FROM letters WHERE fingerprint = json_extract(wanted.value, '$.Fingerprint') AND state = json_extract(wanted.value, '$.State')
                ORDER BY key DESC LIMIT {count})
            """);
    }

    public string? Describe(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: CannotOpen or ReadOnly } => $"The dead letters' store {Place} cannot be opened for writing. {HowToPlace}",
        UnauthorizedAccessException or IOException => $"The folder of the dead letters' store {Place} cannot be made. {HowToPlace}",
        SqliteException { SqliteErrorCode: Full } => $"The disk of the dead letters' store {Place} is full; make room.",
        SqliteException { SqliteErrorCode: Corrupt or NoDatabase } =>
            $"The dead letters' store {Place} is damaged or no SQLite database; put a copy in its place, or move it away so that a new one is made.",
        SqliteException { SqliteErrorCode: Busy or Locked } =>
            $"The dead letters' store {Place} is busy: another process has been writing to it for a minute. Try again when it is done; several workers need a store on PostgreSQL, or one worker with the role monitor.",
        MovedException => $"The dead letters' store {Place} is removed or replaced again and again; stop the monitor before the file is moved.",
        SqliteException sqlite => $"The dead letters' store {Place} fails: {sqlite.Message}.",
        _ => null,
    };

    // An empty one is made by whoever opens it between.
    public bool TellsOfAnother(Exception exception) =>
        exception is MovedException
        || (exception is SqliteException { SqliteErrorCode: Error } failed && failed.Message.Contains("no such table", StringComparison.Ordinal));

    public void Forget()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    public void Dispose() => Forget();

    private const string HowToPlace =
        "Let the worker's user write there, set monitor.store to another path (in a container: on a volume), or leave the role monitor out of roles.";

    /// <summary>The file that is open is not the one in its place.</summary>
    private sealed class MovedException : Exception;

    private sealed class Settings : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        // FULL: a letter is gone from the queue once its commit is through, and the loss of power must not take it along.
        private static void Apply(DbConnection connection)
        {
            if (OpenFile.HasMoved((SqliteConnection)connection))
                throw new MovedException();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA mmap_size = 268435456;";
            command.ExecuteNonQuery();
        }
    }
}
