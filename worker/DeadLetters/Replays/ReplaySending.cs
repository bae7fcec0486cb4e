using Dispatch.Worker.DeadLetters.Storage;
using Dispatch.Worker.Messaging.Letters;
using Dispatch.Worker.Messaging.Replays;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>
/// Keeps account of what is sent. A letter is marked as being sent, and that is committed, before its request leaves; what is marked so and
/// has no outcome when the process has died may have left, and is never sent again by itself.
/// </summary>
internal sealed class ReplaySending(LetterDatabase database, ReplaySettings settings, TimeProvider time)
{
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue - ReplaySettings.Grace;

    /// <summary>The most requests that are under way to the broker at a time: as many can be left in doubt by a crash.</summary>
    public const int MostAtOnce = 50;

    /// <summary>Marks the next letters of a replay, and makes their requests.</summary>
    /// <param name="number">The replay's number.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Gives up; nothing is marked then.</param>
    /// <returns>What is to be sent now; empty where the replay does not run any more, is somebody else's, or where the letters were skipped.</returns>
    public Task<IReadOnlyList<ReplayParcel>> BeginAsync(long number, int count, CancellationToken cancellationToken) => database.WriteAsync(async context =>
    {
        var job = await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number, cancellationToken);
        if (job is not { State: ReplayState.Running } || job.Owner != settings.Owner)
            return [];

        var items = await context.ReplayItems.Where(row => row.Job == number && row.State == ReplayItemState.Pending)
            .OrderBy(row => row.Position).Take(Math.Min(count, MostAtOnce)).ToListAsync(cancellationToken);
        var keys = items.Select(item => item.Key).ToArray();
        var letters = await context.Letters.AsNoTracking().Where(row => keys.Contains(row.Key)).ToDictionaryAsync(row => row.Key, cancellationToken);
        var texts = await LetterTexts.ReadAsync(context, keys, cancellationToken);
        var now = time.GetUtcNow();
        var changes = ReplayJson.Read<ReplayChanges>(job.Changes);
        var parcels = new List<ReplayParcel>();
        foreach (var item in items.TakeWhile(item => texts.ContainsKey(item.Key)))
            Decide(job, item, letters.GetValueOrDefault(item.Key), texts[item.Key], changes, now, parcels);

        await context.SaveChangesAsync(cancellationToken);
        await MoveAsync(context, parcels.Select(parcel => parcel.Key), LetterState.Open, LetterState.Replaying, cancellationToken);
        return (IReadOnlyList<ReplayParcel>)parcels;
    }, cancellationToken);

    /// <summary>
    /// Takes back what was marked and not sent, where <see cref="BeginAsync"/> failed: its mark may have been kept without this process being told.
    /// </summary>
    public Task<long> TakeBackAsync(long number, CancellationToken cancellationToken) => database.WriteAsync(async context =>
    {
        if (await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number && row.Owner == settings.Owner, cancellationToken) is not { } job)
            return 0;

        var marked = await context.ReplayItems.Where(row => row.Job == number && row.State == ReplayItemState.Sending).ToListAsync(cancellationToken);
        return await TakeBackAsync(context, marked, Unsent(job), cancellationToken);
    }, cancellationToken);

    /// <summary>As if they had never been sent; their letters are open again.</summary>
    public static async Task<long> TakeBackAsync(
        LettersContext context, IReadOnlyList<ReplayItemRow> items, ReplayItemState state, CancellationToken cancellationToken)
    {
        foreach (var item in items)
            TakeBack(item, state);
        await context.SaveChangesAsync(cancellationToken);
        return await MoveAsync(context, items.Select(item => item.Key), LetterState.Replaying, LetterState.Open, cancellationToken);
    }

    /// <summary>Notes what became of them. An outcome may have been noted before.</summary>
    public Task SettleAsync(long number, IReadOnlyList<(ReplayParcel Parcel, ReplaySent Sent)> sent, CancellationToken cancellationToken) => database.WriteAsync(async context =>
    {
        // It is gone where another store was put into this one's place.
        if (await context.ReplayJobs.SingleOrDefaultAsync(row => row.Number == number, cancellationToken) is not { } job)
            return 0;

        var positions = sent.Select(each => each.Parcel.Position).ToArray();
        var items = await context.ReplayItems.Where(row => row.Job == number && positions.Contains(row.Position))
            .Where(row => row.State == ReplayItemState.Sending || row.State == ReplayItemState.Unknown).ToDictionaryAsync(row => row.Position, cancellationToken);
        var back = new List<long>();
        foreach (var (parcel, result) in sent.Where(each => items.ContainsKey(each.Parcel.Position)))
        {
            var item = items[parcel.Position];
            Settle(job, item, result);
            if (item.State is ReplayItemState.Pending or ReplayItemState.Skipped or ReplayItemState.Cancelled)
                back.Add(item.Key);
        }

        if (job.State == ReplayState.Running)
            job.Why = sent.Select(each => each.Sent).OfType<ReplaySent.NotSent>().FirstOrDefault()?.Why;
        await context.SaveChangesAsync(cancellationToken);
        return await MoveAsync(context, back, LetterState.Replaying, LetterState.Open, cancellationToken);
    }, cancellationToken);

    private static Task<long> MoveAsync(LettersContext context, IEnumerable<long> letters, LetterState from, LetterState to, CancellationToken cancellationToken)
    {
        var keys = letters.ToArray();
        return StateChange.MoveAsync(context, context.Letters.Where(row => keys.Contains(row.Key)), [from], to, audit: null, cancellationToken);
    }

    private void Decide(
        ReplayJobRow job, ReplayItemRow item, LetterRow? letter, string? text, ReplayChanges changes, DateTimeOffset now, List<ReplayParcel> parcels)
    {
        if (letter is null || text is null)
        {
            Skip(item, SkipReason.Gone, null);
            return;
        }

        if (SkipTexts.ReasonFor(letter.State, letter.Generation, letter.Holds, changes) is { } reason)
        {
            Skip(item, reason, null);
            return;
        }

        var mark = new ReplayMark(Guid.Parse(job.Id), letter.Id, letter.Generation + 1);
        var (message, deadline) = ReplayDrafts.Make(LetterCodec.Read(text), changes, now) switch
        {
            ReplayDraft.Request request => (ReplayMessage.Of(mark, request.Content), request.Content.Deadline),
            ReplayDraft.Raw raw => (ReplayMessage.Of(mark, raw.Content, raw.Id), null),
            ReplayDraft.Refused refused => (Skip(item, refused.Reason, refused.Why), null),
            var draft => throw new InvalidOperationException($"Unknown draft {draft}."),
        };
        if (message is null)
            return;

        // A deadline at the end of time stands for none.
        var end = deadline ?? now + settings.TimeToLive();
        end = end < Latest ? end : Latest;
        (item.State, item.Generation, item.Run, item.Step) = (ReplayItemState.Sending, mark.Generation, job.Run, job.Step);
        (item.SentAt, item.GivesUpAt, item.Why) = (now.ToUnixTimeMilliseconds(), (end + ReplaySettings.Grace).ToUnixTimeMilliseconds(), null);
        parcels.Add(new ReplayParcel(item.Position, item.Key, message));
    }

    private static ReplayMessage? Skip(ReplayItemRow item, SkipReason reason, string? why)
    {
        (item.State, item.Skipped, item.Why) = (ReplayItemState.Skipped, reason, why);
        return null;
    }

    private static void Settle(ReplayJobRow job, ReplayItemRow item, ReplaySent result)
    {
        switch (result)
        {
            case ReplaySent.Confirmed:
                (item.State, item.Why) = (ReplayItemState.Sent, null);
                break;
            case ReplaySent.Unknown unknown:
                (item.State, item.Why) = (ReplayItemState.Unknown, unknown.Why);
                break;
            case ReplaySent.NotSent:
                TakeBack(item, Unsent(job));
                break;
            case ReplaySent.Refused refused:
                TakeBack(item, ReplayItemState.Skipped);
                (item.Skipped, item.Why) = (SkipReason.Unsendable, refused.Why);
                break;
            default:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    /// <summary>What a letter of the replay is that was not sent.</summary>
    private static ReplayItemState Unsent(ReplayJobRow job) => job.State == ReplayState.Cancelled ? ReplayItemState.Cancelled : ReplayItemState.Pending;

    /// <summary>As if it had never been sent.</summary>
    private static void TakeBack(ReplayItemRow item, ReplayItemState state)
    {
        (item.State, item.Generation, item.Run, item.Step) = (state, 0, 0, 0);
        (item.SentAt, item.GivesUpAt, item.Why) = (null, null, null);
    }
}

/// <summary>A request on its way.</summary>
/// <param name="Position">The letter's place in the replay.</param>
/// <param name="Key">The letter's key.</param>
/// <param name="Message">The message.</param>
internal sealed record ReplayParcel(int Position, long Key, ReplayMessage Message);
