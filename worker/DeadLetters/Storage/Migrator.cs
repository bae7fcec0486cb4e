using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>Applies what is missing of the migrations, all in one transaction, so that several processes may start at once.</summary>
internal sealed class Migrator(ILetterDatabase database, TimeProvider time)
{
    /// <exception cref="StoreException">A newer version of Dispatch has made the tables.</exception>
    public async Task MigrateAsync(LettersContext context, CancellationToken cancellationToken)
    {
        // Whoever finds all as it should be writes nothing, and so need not wait for another process that does.
        if (await IsUpToDateAsync(context, cancellationToken))
            return;

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await database.LockAsync(context, cancellationToken);
        await context.Database.ExecuteSqlRawAsync(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)", cancellationToken);
        var applied = await AppliedAsync(context, cancellationToken);
        var all = Migration.For(database.Name);
        if (applied.Count > 0 && applied.Max() > all[^1].Number)
        {
            throw new StoreException(
                $"The dead letters' store {database.Place} was made by a newer version of Dispatch (its tables have number {applied.Max()}, this version knows "
                + $"{all[^1].Number}); run that version, or set monitor.store to another place.");
        }

        foreach (var migration in all.Where(migration => !applied.Contains(migration.Number)))
        {
            await context.Database.ExecuteSqlRawAsync(migration.Sql, cancellationToken);
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO migrations (number, name, applied_at) VALUES ({migration.Number}, {migration.Name}, {time.GetUtcNow().ToString("O")})",
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> IsUpToDateAsync(LettersContext context, CancellationToken cancellationToken)
    {
        try
        {
            return (await AppliedAsync(context, cancellationToken)).Order().SequenceEqual(Migration.For(database.Name).Select(migration => migration.Number));
        }
        catch (DbException)
        {
            // There are no tables yet, or something is wrong that the first statement to write will tell.
            return false;
        }
    }

    private static Task<List<int>> AppliedAsync(LettersContext context, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<int>($"SELECT number AS \"Value\" FROM migrations").ToListAsync(cancellationToken);
}
