using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Storage;

/// <summary>
/// The way to the tables: makes them at the first use, hands out contexts, lets one write at a time. Whatever is wrong with the database
/// comes out as a <see cref="StoreException"/>.
/// </summary>
internal sealed class LetterDatabase(ILetterDatabase database, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SemaphoreSlim _writing = new(1);
    private volatile DbContextOptions<LettersContext>? _options;

    public ILetterDatabase Kind => database;

    /// <summary>Brings the tables up to date, once; what fails is tried again at the next use.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => GuardAsync(() => OpenedAsync(cancellationToken));

    /// <summary>Reads, each query for itself.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public Task<T> ReadAsync<T>(Func<LettersContext, Task<T>> read, CancellationToken cancellationToken) => UseAsync(async options =>
    {
        await using var context = new LettersContext(options);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(context);
    }, cancellationToken);

    /// <summary>Reads and writes in one transaction, while nobody else writes; all of it or nothing.</summary>
    /// <exception cref="StoreException">The store cannot be used; nothing was written.</exception>
    public Task<T> WriteAsync<T>(Func<LettersContext, Task<T>> write, CancellationToken cancellationToken) => UseAsync(async options =>
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using var context = new LettersContext(options);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await database.LockAsync(context, cancellationToken);
            var result = await write(context);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _writing.Release();
        }
    }, cancellationToken);

    public void Dispose()
    {
        _opening.Dispose();
        _writing.Dispose();
        database.Dispose();
    }

    /// <summary>One that was removed or replaced while it was open is opened anew: what is written must not go into a file that nobody finds.</summary>
    private Task<T> UseAsync<T>(Func<DbContextOptions<LettersContext>, Task<T>> use, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var options = await OpenedAsync(cancellationToken);
        try
        {
            return await use(options);
        }
        catch (Exception exception) when (Within(exception).Any(database.TellsOfAnother))
        {
            // In this order: whoever opens it meanwhile must not get what is to be forgotten.
            database.Forget();
            Interlocked.CompareExchange(ref _options, null, options);
            return await use(await OpenedAsync(cancellationToken));
        }
    });

    private async Task<DbContextOptions<LettersContext>> OpenedAsync(CancellationToken cancellationToken)
    {
        if (_options is { } opened)
            return opened;

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_options is { } meanwhile)
                return meanwhile;

            var options = database.CreateOptions();
            await using var context = new LettersContext(options);
            await database.PrepareAsync(context, cancellationToken);
            await new Migrator(database, time).MigrateAsync(context, cancellationToken);
            return _options = options;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception exception) when (TroubleOf(exception) is { } trouble)
        {
            throw new StoreException(trouble, exception);
        }
    }

    private string? TroubleOf(Exception exception)
    {
        if (exception is OperationCanceledException or StoreException)
            return null;

        return Within(exception).Select(database.Describe).FirstOrDefault(trouble => trouble is not null);
    }

    // EF wraps what the database says once, and once more where it might pass.
    private static IEnumerable<Exception> Within(Exception exception)
    {
        for (var each = exception; each is not null; each = each is DbUpdateException or InvalidOperationException ? each.InnerException : null)
            yield return each;
    }
}
