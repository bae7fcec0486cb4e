using System.Data.Common;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dispatch.Worker.Tests.DeadLetters;

/// <summary>A database that can lose the word that it has committed, as a connection does that breaks at that moment.</summary>
internal sealed class LostCommits(ILetterDatabase database) : ILetterDatabase
{
    /// <summary>The next commit is kept, and fails.</summary>
    public bool LosesNext { get; set; }

    public string Name => database.Name;

    public string Place => database.Place;

    public DbContextOptions<LettersContext> CreateOptions() =>
        new DbContextOptionsBuilder<LettersContext>(database.CreateOptions()).AddInterceptors(new Interceptor(this)).Options;

    public Task PrepareAsync(LettersContext context, CancellationToken cancellationToken) => database.PrepareAsync(context, cancellationToken);

    public Task LockAsync(LettersContext context, CancellationToken cancellationToken) => database.LockAsync(context, cancellationToken);

    public Task AddAsync<T>(LettersContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class => database.AddAsync(context, rows, cancellationToken);

    public IQueryable<long> Find(LettersContext context, IReadOnlyList<IReadOnlyList<string>> words, Newest? newest) => database.Find(context, words, newest);

    public IQueryable<SampledLetter> Newest(LettersContext context, IReadOnlyList<KeyValuePair<string, LetterState>> groups, int count) =>
        database.Newest(context, groups, count);

    public string? Describe(Exception exception) => database.Describe(exception);

    public bool TellsOfAnother(Exception exception) => database.TellsOfAnother(exception);

    public void Forget() => database.Forget();

    public void Dispose() => database.Dispose();

    private sealed class Interceptor(LostCommits owner) : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (!owner.LosesNext)
                return Task.CompletedTask;

            owner.LosesNext = false;
            throw new IOException("The connection was lost.");
        }
    }
}
