using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Dashboard.Pages.Letters;

/// <summary>The attempts of a request on one scale of time, from the first one's begin to the dead letter.</summary>
/// <param name="Start">Where the scale begins.</param>
/// <param name="Length">How long it is; more than nothing.</param>
/// <param name="Rows">The attempts, in order.</param>
internal sealed record Timeline(DateTimeOffset Start, TimeSpan Length, ImmutableArray<TimelineRow> Rows)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static Timeline Of(CompletionDeadLettered letter)
    {
        if (letter.Attempts.IsEmpty)
            return new Timeline(letter.DeadLetteredAt, Least, []);

        // Workers' clocks may differ a little, so that no order is taken for granted.
        var start = letter.Attempts.Min(attempt => attempt.StartedAt);
        var end = letter.Attempts.Max(attempt => attempt.StartedAt + attempt.Duration);
        var length = (end > letter.DeadLetteredAt ? end : letter.DeadLetteredAt) - start;
        if (length < Least)
            length = Least;
        return new Timeline(start, length, [.. letter.Attempts.Select(attempt => Row(attempt, start, length))]);
    }

    private static TimelineRow Row(Attempt attempt, DateTimeOffset start, TimeSpan length)
    {
        var offset = attempt.StartedAt - start;
        var from = Math.Clamp(offset / length, 0, 1);
        return new TimelineRow(attempt, offset, from, Math.Clamp(attempt.Duration / length, 0, 1 - from));
    }
}

/// <summary>An attempt on the scale.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Offset">How long after the first one it began.</param>
/// <param name="From">Where it begins, from 0 to 1.</param>
/// <param name="Width">How much of the scale it takes.</param>
internal sealed record TimelineRow(Attempt Attempt, TimeSpan Offset, double From, double Width);
