using Dispatch.Contracts;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.DeadLetters;

/// <summary>A store of its own on PostgreSQL, for the tests that are shared with SQLite.</summary>
internal sealed class StoreFixture : IDisposable
{
    public StoreFixture()
    {
        // The tests make it in their constructors, which cannot wait in another way.
        Connection = Task.Run(() => PostgresFixture.CreateDatabaseAsync(TestContext.Current.CancellationToken)).GetAwaiter().GetResult();
        Database = Open();
        Store = new LetterStore(Database, Time);
        Reader = new LetterReader(Database);
        Audit = new AuditTrail(Database);
    }

    public FakeTimeProvider Time { get; } = new(Letters.Noon.AddHours(1));

    public string Connection { get; }

    public LetterDatabase Database { get; }

    public LetterStore Store { get; }

    public LetterReader Reader { get; }

    public AuditTrail Audit { get; }

    /// <summary>A further way to the same database, as another process has it.</summary>
    public LetterDatabase Open() => new(new PostgreSqlLetters(Connection, () => null), Time);

    public Task<int> RecordAsync(params CompletionDeadLettered[] letters) =>
        Store.RecordAsync(Letters.Queued(letters), TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<string>> RequestsAsync(LetterFilter filter) =>
        [.. (await Reader.PageAsync(filter, null, 100, TestContext.Current.CancellationToken)).Letters.Select(letter => letter.RequestId)];

    public async Task<string> IdOfAsync(string request) =>
        (await Reader.PageAsync(new LetterFilter { RequestId = request }, null, 1, TestContext.Current.CancellationToken)).Letters.Single().Id;

    public void Dispose() => Database.Dispose();
}
