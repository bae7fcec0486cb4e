using System.Collections.Immutable;
using System.Globalization;
using Dispatch.Worker.DeadLetters.Storage;
using Microsoft.EntityFrameworkCore;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Tells what an order would do.</summary>
internal sealed class ReplayPreviews(LetterDatabase database, ReplaySettings settings, TimeProvider time)
{
    private const int MostRows = 20;

    // More take longer to look at than somebody waits.
    private const int MostLookedAt = 200;

    /// <param name="order">The order, which is sound.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ReplayPreview> MakeAsync(ReplayOrder order, CancellationToken cancellationToken) => database.ReadAsync(async context =>
    {
        var now = time.GetUtcNow();
        var sorts = await SelectedLetters.SortsAsync(context, database.Kind, order, now, cancellationToken);
        var skipped = sorts.Where(sort => sort.Skipped is not null).GroupBy(sort => sort.Skipped!.Value)
            .ToDictionary(group => group.Key, group => (Count: group.Sum(sort => sort.Count), Why: SkipTexts.Of(group.Key)));
        var missing = order.Letters.Ids.Distinct(StringComparer.Ordinal).Count() - sorts.Sum(sort => sort.Count);
        if (!order.Letters.Ids.IsEmpty && missing > 0 && order.Letters is { States.IsEmpty: true })
            skipped[SkipReason.Gone] = (missing, SkipTexts.Of(SkipReason.Gone));
        var sent = sorts.Where(sort => sort.Skipped is null).ToList();
        var toSend = sent.Sum(sort => sort.Count);
        if (toSend is > 0 and <= MostLookedAt)
            toSend -= await LookCloserAsync(context, order, now, skipped, database.Kind, cancellationToken);

        return new ReplayPreview
        {
            Total = toSend + skipped.Values.Sum(each => each.Count),
            ToSend = toSend,
            Skipped = [.. skipped.OrderByDescending(each => each.Value.Count).Select(each => new SkippedLetters(each.Key, each.Value.Count, each.Value.Why))],
            Groups = await GroupsAsync(context, sent, cancellationToken),
            Routes =
            [
                .. sent.GroupBy(sort => sort.RoutingGroup).Select(group => new ReplayedRoute(
                    group.Key, order.Changes.RoutingGroup ?? group.Key, group.Sum(sort => sort.Count))).OrderByDescending(route => route.Count).Take(MostRows),
            ],
            RenewedDeadlines = order.Changes is { Deadline: null, TimeToLive: null } ? sent.Where(sort => sort.IsOver).Sum(sort => sort.Count) : 0,
            LeastTime = ReplayRamp.TimeFor(toSend, settings.RateOf(order)),
            Warnings = WarningsOf(order, sent, toSend),
        };
    }, cancellationToken);

    private static async Task<int> LookCloserAsync(
        LettersContext context, ReplayOrder order, DateTimeOffset now, Dictionary<SkipReason, (int Count, string Why)> skipped, ILetterDatabase kind, CancellationToken cancellationToken)
    {
        var letters = await SelectedLetters.ReadAsync(context, kind, order, cancellationToken);
        var refused = await SelectedLetters.RefusedAsync(context, letters, order.Changes, now, cancellationToken);
        foreach (var group in refused.GroupBy(each => each.Refused.Reason))
        {
            var why = group.First().Refused.Why;
            skipped[group.Key] = (skipped.GetValueOrDefault(group.Key).Count + group.Count(), why);
        }

        return refused.Count;
    }

    private static async Task<ImmutableArray<ReplayedGroup>> GroupsAsync(LettersContext context, List<SelectedSort> sent, CancellationToken cancellationToken)
    {
        var counts = sent.GroupBy(sort => sort.Fingerprint).Select(group => (Fingerprint: group.Key, Count: group.Sum(sort => sort.Count)))
            .OrderByDescending(group => group.Count).Take(MostRows).ToList();
        var fingerprints = counts.Select(group => group.Fingerprint).ToArray();
        var patterns = await context.Groups.Where(row => fingerprints.Contains(row.Fingerprint))
            .ToDictionaryAsync(row => row.Fingerprint, row => row.Pattern, cancellationToken);
        return [.. counts.Select(group => new ReplayedGroup(group.Fingerprint, patterns.GetValueOrDefault(group.Fingerprint, ""), group.Count))];
    }

    private ImmutableArray<string> WarningsOf(ReplayOrder order, List<SelectedSort> sent, int toSend)
    {
        var warnings = new List<string>();
        if (order.Changes.RoutingGroup is { } group && !settings.Routes(group))
            warnings.Add($"This process's configuration has no routing group or provider '{group}'; where the workers have none either, every request comes back as unroutable.");
        if (order.Changes.Deadline is { } deadline && toSend > 1 && deadline - time.GetUtcNow() < ReplayRamp.TimeFor(toSend, settings.RateOf(order)) + ChangeRules.LeastTime)
            warnings.Add($"At this rate not all are sent before the deadline {deadline:u}; those that are not get the workers' time to live in its place.");
        if (sent.Select(sort => sort.Fingerprint).Distinct().Skip(1).Any())
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The letters have {sent.Select(sort => sort.Fingerprint).Distinct().Count()} different causes: one that is not mended stops the replay of all; it is better to replay them group by group."));
        }

        return [.. warnings];
    }
}
