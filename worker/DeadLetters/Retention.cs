using System.Diagnostics.CodeAnalysis;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters;

/// <summary>
/// Removes the oldest letters, by age and by number, and what is long past of the audit trail. Now and then, in the background;
/// how many letters went is in the audit trail.
/// </summary>
internal sealed partial class Retention(LetterDatabase database, RetentionOptions options, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>How often it looks; at first after so long, too.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Removes what is to go at this moment; returns how many letters there were.</summary>
    /// <exception cref="StoreException">The store cannot be used; what has gone is gone.</exception>
    public async Task<long> ApplyAsync(CancellationToken cancellationToken)
    {
        var removed = 0L;
        for (long? audit = null; ;)
        {
            var (portion, entry) = await database.WriteAsync(context => RemoveAsync(context, audit, cancellationToken), cancellationToken);
            if (portion == 0)
                break;
            (removed, audit) = (removed + portion, entry);
        }

        await database.WriteAsync(context => ForgetAsync(context, cancellationToken), cancellationToken);
        return removed;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the store, it is said and tried again; the worker works all the same.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await ApplyAsync(stoppingToken) is > 0 and var removed)
                    LogRemoved(removed);
            }
            catch (Exception exception) when (exception is StoreException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception is StoreException ? null : exception, exception.Message);
            }
        }
    }

    private async Task<(int Removed, long? Audit)> RemoveAsync(LettersContext context, long? audit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var end = LetterIdentity.FirstKeyOf(now - options.MaxAge);
        var removed = await Removal.RemoveAsync(context, context.Letters.Where(row => row.Key < end), long.MaxValue, cancellationToken);
        if (removed == 0)
        {
            var groups = await context.Groups.AsNoTracking().ToListAsync(cancellationToken);
            var excess = groups.Sum(group => GroupCounts.Of(group, [])) - options.MaxLetters;
            removed = excess > 0 ? await Removal.RemoveAsync(context, context.Letters, excess, cancellationToken) : 0;
        }

        return removed == 0 ? (0, audit) : (removed, await NoteAsync(context, audit, now, removed, cancellationToken));
    }

    private async Task<int> ForgetAsync(LettersContext context, CancellationToken cancellationToken)
    {
        var end = (time.GetUtcNow() - options.MaxAuditAge).ToUnixTimeMilliseconds();
        return await context.Audit.Where(row => row.At < end).ExecuteDeleteAsync(cancellationToken);
    }

    // One entry for all portions, with the count of those that have gone.
    private static async Task<long> NoteAsync(LettersContext context, long? audit, DateTimeOffset now, int removed, CancellationToken cancellationToken)
    {
        if (audit is { } id)
        {
            await context.Audit.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Count, row => row.Count + removed), cancellationToken);
            return id;
        }

        var entry = AuditTrail.Add(context, now, "dispatch", "remove", LetterFilter.All, removed, "The oldest, beyond monitor.retention.");
        await context.SaveChangesAsync(cancellationToken);
        return entry.Id;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} dead letters beyond monitor.retention")]
    private partial void LogRemoved(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old dead letters could not be removed: {Trouble}")]
    private partial void LogFailed(Exception? exception, string trouble);
}
