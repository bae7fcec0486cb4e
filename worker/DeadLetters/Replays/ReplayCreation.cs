using System.Globalization;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Makes a replay of an order: selects its letters, once and for all.</summary>
internal static class ReplayCreation
{
    private const int Portion = 500;

    /// <param name="context">In a transaction.</param>
    /// <param name="database">The database.</param>
    /// <param name="order">The order, which is sound, with rate and patience.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReplayRefusedException">It selects nothing that can be sent.</exception>
    public static async Task<ReplayJobRow> CreateAsync(
        LettersContext context, ILetterDatabase database, ReplayOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var letters = await SelectedLetters.ReadAsync(context, database, order, cancellationToken);
        await CheckAsync(context, order, letters, now, cancellationToken);
        var job = new ReplayJobRow
        {
            Id = Guid.CreateVersion7(now).ToString("D"),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            Letters = StoredText.Clean(ReplayJson.Write(SelectedLetters.Meant(order.Letters))),
            Changes = StoredText.Clean(ReplayJson.Write(order.Changes)),
            Rate = order.Rate!.Value,
            Patience = (long)order.Patience!.Value.TotalMilliseconds,
            Who = StoredText.Who(order.Who),
            Remark = order.Remark is null ? null : StoredText.Sentence(order.Remark),
            Total = letters.Count,
            State = ReplayState.Running,
            Run = 1,
        };
        context.ReplayJobs.Add(job);
        var audit = ReplayAudit.Add(context, job, now, job.Who, "replay", job.Remark);
        await context.SaveChangesAsync(cancellationToken);
        await AddItemsAsync(context, job.Number, letters, cancellationToken);
        await LinkAsync(context, audit.Id, letters, cancellationToken);
        return job;
    }

    private static async Task CheckAsync(
        LettersContext context, ReplayOrder order, IReadOnlyList<SelectedLetter> letters, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (letters.Count == 0)
            throw new ReplayRefusedException(ReplayRefusal.NotFound, "No dead letter is selected: none that is open matches the filter.");
        if (letters.Count > SelectedLetters.Most)
            throw Invalid($"More than {SelectedLetters.Most} dead letters are selected; narrow the filter, for instance to one group.");
        if (order.Changes.Body is not null && letters.Count > 1)
            throw Invalid($"'body' replaces the body of one request, and {letters.Count} dead letters are selected; replay one of them, or leave the body out.");

        var closely = letters.Count == 1 ? await SelectedLetters.RefusedAsync(context, letters, order.Changes, now, cancellationToken) : [];
        if (closely is [var (_, refused)])
            throw new ReplayRefusedException(ReplayRefusal.Conflict, refused.Why);
        if (letters.All(letter => letter.Skipped is not null))
            throw Refuse(letters);
    }

    private static ReplayRefusedException Refuse(IReadOnlyList<SelectedLetter> letters)
    {
        var reasons = letters.Select(letter => letter.Skipped!.Value).Distinct().Select(SkipTexts.Of);
        var refusal = letters.All(letter => letter.Skipped == SkipReason.Gone) ? ReplayRefusal.NotFound : ReplayRefusal.Conflict;
        return letters is [var one]
            ? new ReplayRefusedException(refusal, $"The dead letter '{one.Id}' cannot be replayed. {reasons.Single()}")
            : new ReplayRefusedException(refusal, $"None of the {letters.Count} dead letters can be replayed. {string.Join(" ", reasons)}");
    }

    private static ReplayRefusedException Invalid(FormattableString text) => new(ReplayRefusal.Invalid, text.ToString(CultureInfo.InvariantCulture));

    // In statements of many rows each: one for each row takes ten times as long, while nobody else can write. Numbers stand in the text, and
    // texts are parameters.
    private static async Task AddItemsAsync(LettersContext context, long job, IReadOnlyList<SelectedLetter> letters, CancellationToken cancellationToken)
    {
        var position = 0;
        foreach (var portion in letters.Chunk(Portion))
        {
            var rows = string.Join(',', portion.Select((letter, row) => Row(job, ++position, letter, row * 2)));
            var insert = "INSERT INTO replay_items (job, position, key, letter_id, fingerprint, state, skipped, generation, run, step) VALUES " + rows;
            await context.Database.ExecuteSqlRawAsync(insert, portion.SelectMany(letter => new object[] { letter.Id, letter.Fingerprint }), cancellationToken);
        }
    }

    private static string Row(long job, int position, SelectedLetter letter, int parameter)
    {
        var (state, skipped) = letter.Skipped is { } reason ? (ReplayItemState.Skipped, ((int)reason).ToString(CultureInfo.InvariantCulture)) : (ReplayItemState.Pending, "NULL");
        return string.Create(
            CultureInfo.InvariantCulture, $"({job}, {position}, {letter.Key}, {{{parameter}}}, {{{parameter + 1}}}, {(int)state}, {skipped}, 0, 0, 0)");
    }

    private static async Task LinkAsync(LettersContext context, long audit, IReadOnlyList<SelectedLetter> letters, CancellationToken cancellationToken)
    {
        foreach (var portion in letters.Where(letter => letter.Skipped is null).Chunk(Portion))
        {
            var rows = string.Join(',', portion.Select(letter => string.Create(CultureInfo.InvariantCulture, $"({letter.Key}, {audit})")));
            var insert = "INSERT INTO audited_letters (key, audit_id) VALUES " + rows;
            await context.Database.ExecuteSqlRawAsync(insert, cancellationToken);
        }
    }
}
