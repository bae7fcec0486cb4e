using System.Collections.Immutable;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// The fixed delays that the broker offers. One queue for each, because a quorum queue drops expired messages from its head only: mixed
/// times to live in one queue would wait for each other. Any other delay is made of several lanes in turn.
/// </summary>
internal static class DelayLanes
{
    /// <summary>
    /// The lanes, 250 ms to 6 h, each about twice the one before. The short ones are there because what is left of a delay takes the
    /// shortest lane: requests that are to come back one after the other would come back in heaps of a whole second.
    /// </summary>
    public static ImmutableArray<TimeSpan> All { get; } =
    [
        TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500),
        .. new[] { 1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 900, 1800, 3600, 7200, 14400, 21600 }.Select(seconds => TimeSpan.FromSeconds(seconds)),
    ];

    /// <summary>What is due within this time is not held back any more.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest lane that does not overshoot; the shortest where even that does, so that nothing comes back early. null: it is
    /// due already.
    /// </summary>
    public static TimeSpan? For(TimeSpan delay)
    {
        if (delay <= Tolerance)
            return null;

        var fitting = All[0];
        foreach (var lane in All)
        {
            if (lane <= delay + Tolerance)
                fitting = lane;
        }

        return fitting;
    }
}
