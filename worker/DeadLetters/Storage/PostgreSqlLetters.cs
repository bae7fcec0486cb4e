using System.Globalization;
using System.Net.Sockets;
using Dispatch.Worker.Configuration;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>The store in a PostgreSQL, which several monitors and readers may share. Those who write wait for each other.</summary>
internal sealed class PostgreSqlLetters : ILetterDatabase
{
    // Any number, the same in every process.
    private const long WriteLock = 0x4469_7370_6174_6368;

    // A server that is away must not be waited for longer than somebody looks at a page.
    private const int SecondsToConnect = 5;

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly Func<string?> _password;
    private NpgsqlDataSource? _source;

    /// <param name="store">As in <c>monitor.store</c>.</param>
    /// <param name="password">The password as it is now, asked for at each connect; null: that of <paramref name="store"/>.</param>
    /// <exception cref="ArgumentException">A key of <paramref name="store"/> is unknown.</exception>
    public PostgreSqlLetters(string store, Func<string?> password)
    {
        _password = password;
        _connection = new NpgsqlConnectionStringBuilder { Timeout = SecondsToConnect, ApplicationName = "dispatch" };
        var pairs = StorePlace.PostgreSql(store);
        foreach (string key in pairs.Keys)
            _connection[key] = pairs[key];
        Place = $"PostgreSQL {_connection.Host}:{_connection.Port}/{_connection.Database}";
    }

    public string Name => "PostgreSql";

    public string Place { get; }

    public DbContextOptions<LettersContext> CreateOptions() =>
        new DbContextOptionsBuilder<LettersContext>().UseNpgsql(_source ??= CreateSource(), postgres => postgres.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)).Options;

    public Task PrepareAsync(LettersContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task LockAsync(LettersContext context, CancellationToken cancellationToken)
    {
        var usual = context.Database.GetCommandTimeout();
        context.Database.SetCommandTimeout(2 * ILetterDatabase.WaitToWrite);
        await context.Database.ExecuteSqlAsync(
            $"SELECT set_config('lock_timeout', {ILetterDatabase.WaitToWrite.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}, true)", cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({WriteLock})", cancellationToken);
        context.Database.SetCommandTimeout(usual);
    }

    // EF sends many rows in one message.
    public Task AddAsync<T>(LettersContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        context.AddRange(rows);
        return Task.CompletedTask;
    }

    // PostgreSQL takes any beginning of a word for one that a fiftieth of the letters have. So both ways are laid down: through so many of the newest
    // letters, which has more than enough for a page of what is common, and through the words' index (a subquery with OFFSET is not taken apart).
    public IQueryable<long> Find(LettersContext context, IReadOnlyList<IReadOnlyList<string>> words, Newest? newest)
    {
        var query = string.Join(" & ", words.Select(parts => $"({string.Join(" <-> ", parts)}:*)"));
        return newest is { } bound
            ? context.Database.SqlQuery<long>(
                $"""
                SELECT key AS "Value" FROM (SELECT key, vector FROM letter_searches WHERE key < {bound.Below} ORDER BY key DESC LIMIT {bound.Count}) AS near
                WHERE vector @@ to_tsquery('simple', {query})
                """)
            : context.Database.SqlQuery<long>($"SELECT key AS \"Value\" FROM letter_searches WHERE vector @@ to_tsquery('simple', {query}) OFFSET 0");
    }

    public IQueryable<SampledLetter> Newest(LettersContext context, IReadOnlyList<KeyValuePair<string, LetterState>> groups, int count)
    {
        var (fingerprints, states) = (groups.Select(group => group.Key).ToArray(), groups.Select(group => (int)group.Value).ToArray());
        return context.Database.SqlQuery<SampledLetter>(
            $"""
            SELECT letter.key AS "Key", wanted.fingerprint AS "Fingerprint" FROM unnest({fingerprints}, {states}) AS wanted (fingerprint, state) CROSS JOIN LATERAL (
                SELECT key FROM letters WHERE letters.fingerprint = wanted.fingerprint AND letters.state = wanted.state ORDER BY key DESC LIMIT {count}) AS letter
            """);
    }

    public string? Describe(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"{Place} refuses the user {_connection.Username} or its password; correct monitor.store and monitor.password.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"{Place} has no such database; create it (createdb --owner {_connection.Username} {_connection.Database}), or correct monitor.store.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
            $"{Place} does not let the user {_connection.Username} do its work ({refused.MessageText}); make it the owner of the database, or of a schema of its own.",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            $"{Place} is busy: another process has been writing to it for a minute. Try again when it is done.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"The disk of {Place} is full; make room.",
        PostgresException refused => $"{Place} refuses: {refused.MessageText} ({refused.SqlState}).",
        NpgsqlException { InnerException: SocketException socket } => $"No server answers for {Place}: {socket.Message.TrimEnd('.')}. Start it, or correct monitor.store.",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => $"{Place} does not answer in time; see whether it is up, and reachable from here.",
        NpgsqlException failed => $"{Place} cannot be used: {failed.Message.TrimEnd('.')}.",
        _ => null,
    };

    public bool TellsOfAnother(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable };

    public void Forget()
    {
    }

    public void Dispose() => _source?.Dispose();

    private NpgsqlDataSource CreateSource()
    {
        var builder = new NpgsqlDataSourceBuilder(_connection.ConnectionString);
        if (_password() is not null)
            builder.UsePasswordProvider(_ => _password() ?? "", (_, _) => ValueTask.FromResult(_password() ?? ""));
        return builder.Build();
    }
}
