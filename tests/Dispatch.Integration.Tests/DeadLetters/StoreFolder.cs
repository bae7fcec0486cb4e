using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.Data.Sqlite;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>A folder for a monitor's store, and a way of one's own to look into it.</summary>
internal sealed class StoreFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("dispatch-store-").FullName;
    private readonly LetterDatabase _database;

    public StoreFolder()
    {
        File = Path.Combine(_folder, "data", "letters.db");
        _database = new LetterDatabase(new SqliteLetters(File), TimeProvider.System);
        Reader = new LetterReader(_database);
    }

    public string File { get; }

    public LetterReader Reader { get; }

    /// <summary>Returns when at least so many letters are there, with how many there are.</summary>
    public Task<long> WaitForAsync(long count, CancellationToken cancellationToken) => StoreWatch.UntilAsync(
        // Not before the monitor has made it: a file made here would be there where the test wants none.
        async () => System.IO.File.Exists(File) ? await Reader.CountAsync(LetterFilter.All, cancellationToken) : 0,
        there => there >= count, there => $"{there} letters were in the store, not {count}.", Patience, cancellationToken);

    public void Dispose()
    {
        _database.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
