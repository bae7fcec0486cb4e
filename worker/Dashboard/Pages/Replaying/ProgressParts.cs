using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Worker.Dashboard.Pages.Replaying;

/// <summary>The parts of a replay's progress that are not empty, one after the other; together they are the whole.</summary>
internal static class ProgressParts
{
    public static IEnumerable<ProgressPart> Of(ReplayProgress progress)
    {
        var from = 0.0;
        foreach (var (name, style, count) in new (string, string, int)[]
        {
            ("resolved", "good", progress.Resolved),
            ("failed again alike", "danger", progress.ReturnedSame),
            ("failed otherwise", "warn", progress.ReturnedOther),
            ("without an outcome", "lost", progress.Lost),
            ("on their way", "first", progress.Waiting),
            ("perhaps sent", "second", progress.Unknown),
            ("left out", "idle", progress.Skipped),
            ("cancelled", "idle", progress.Cancelled),
            ("to send", "rest", progress.Pending),
        })
        {
            if (count == 0 || progress.Total == 0)
                continue;

            var width = (double)count / progress.Total;
            yield return new ProgressPart(name, style, count, from, width);
            from += width;
        }
    }
}

/// <summary>One part.</summary>
/// <param name="Name">What became of these letters.</param>
/// <param name="Style">Its colour, by the name of a style.</param>
/// <param name="Count">How many they are.</param>
/// <param name="From">Where it begins, from 0 to 1.</param>
/// <param name="Width">How much of the whole it is.</param>
internal sealed record ProgressPart(string Name, string Style, int Count, double From, double Width);
