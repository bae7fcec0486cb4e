using System.Collections.Immutable;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Rows as others see them.</summary>
internal static class ReplayViews
{
    private const int MostOfLetter = 50;

    public static async Task<ReplayJob> JobAsync(LettersContext context, ReplayJobRow row, CancellationToken cancellationToken) => new()
    {
        Id = Guid.Parse(row.Id),
        CreatedAt = At(row.CreatedAt),
        Order = new ReplayOrder
        {
            Letters = ReplayJson.Read<LetterFilter>(row.Letters),
            Changes = ReplayJson.Read<ReplayChanges>(row.Changes),
            Rate = row.Rate,
            Patience = TimeSpan.FromMilliseconds(row.Patience),
            Who = row.Who,
            Remark = row.Remark,
        },
        State = row.State,
        Why = row.Why,
        EndedAt = AtOrNull(row.EndedAt),
        Progress = await ProgressAsync(context, row, cancellationToken),
    };

    public static async Task<ReplayProgress> ProgressAsync(LettersContext context, ReplayJobRow job, CancellationToken cancellationToken)
    {
        var counts = await context.ReplayItems.Where(row => row.Job == job.Number).GroupBy(row => row.State)
            .Select(group => new { State = group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.State, row => row.Count, cancellationToken);
        int Of(ReplayItemState state) => counts.GetValueOrDefault(state);
        return new ReplayProgress
        {
            Total = job.Total,
            Pending = Of(ReplayItemState.Pending),
            Waiting = Of(ReplayItemState.Sending) + Of(ReplayItemState.Sent),
            Unknown = Of(ReplayItemState.Unknown),
            Resolved = Of(ReplayItemState.Resolved),
            ReturnedSame = Of(ReplayItemState.ReturnedSame),
            ReturnedOther = Of(ReplayItemState.ReturnedOther),
            Skipped = Of(ReplayItemState.Skipped),
            Cancelled = Of(ReplayItemState.Cancelled),
            Lost = Of(ReplayItemState.Lost),
            Step = job.Step,
        };
    }

    public static ReplayItem Item(ReplayItemRow row) => new()
    {
        Position = row.Position,
        LetterId = row.LetterId,
        State = row.State,
        Generation = row.Generation,
        SentAt = AtOrNull(row.SentAt),
        OutcomeAt = AtOrNull(row.OutcomeAt),
        ReturnedAs = row.ReturnedAs,
        Why = row.Why ?? (row.Skipped is { } reason ? SkipTexts.Of(reason) : null),
    };

    /// <summary>The replays of a letter, newest first.</summary>
    public static async Task<ImmutableArray<LetterReplay>> OfLetterAsync(LettersContext context, string id, CancellationToken cancellationToken)
    {
        var items = await (
            from item in context.ReplayItems
            join job in context.ReplayJobs on item.Job equals job.Number
            where item.LetterId == id
            orderby item.Job descending
            select new { job.Id, Item = item }).Take(MostOfLetter).ToListAsync(cancellationToken);
        return [.. items.Select(each => new LetterReplay(Guid.Parse(each.Id), Item(each.Item)))];
    }

    private static DateTimeOffset? AtOrNull(long? milliseconds) => milliseconds is { } at ? At(at) : null;

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
