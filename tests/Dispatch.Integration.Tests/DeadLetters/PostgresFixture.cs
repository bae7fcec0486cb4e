[assembly: AssemblyFixture(typeof(Dispatch.Integration.Tests.DeadLetters.PostgresFixture))]

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>The one PostgreSQL of a test run, started when the first test asks for a database.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private static readonly Lock Gate = new();
    private static Task<PrivatePostgres>? _shared;

    /// <summary>A database of one's own on it.</summary>
    public static async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken, bool withPassword = true)
    {
        Task<PrivatePostgres> shared;
        lock (Gate)
        {
            shared = _shared ??= PrivatePostgres.StartNewAsync(CancellationToken.None);
        }

        return await (await shared.WaitAsync(cancellationToken)).CreateDatabaseAsync(cancellationToken, withPassword);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is { IsCompletedSuccessfully: true } started)
            await (await started).DisposeAsync();
    }
}
