using System.Collections.Immutable;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>
/// How a replay begins: with one request, then ten, then a hundred, and then as many a second as it may. A step is taken when the
/// outcomes of the one before are known, or have not come for so long that they are not waited for any more.
/// </summary>
internal static class ReplayRamp
{
    /// <summary>The requests of each step.</summary>
    public static ImmutableArray<int> Steps { get; } = [1, 10, 100];

    /// <param name="state">Where the replay stands.</param>
    /// <param name="pace">Where it stands in its rate.</param>
    /// <param name="rate">Requests a second, more than 0.</param>
    /// <param name="patience">How long the outcomes of a step are waited for, from its last request on.</param>
    /// <param name="now">The present.</param>
    public static RampMove Next(RampState state, ReplayPace pace, double rate, TimeSpan patience, DateTimeOffset now)
    {
        if (state.Pending <= 0)
            return new RampMove.Wait(DateTimeOffset.MaxValue);

        var room = state.Step < Steps.Length ? Steps[state.Step] - state.Sent : state.Pending;
        if (room > 0)
            return pace.Allowed(now, rate) is > 0 and var allowed
                ? new RampMove.Send(Math.Min(Math.Min(room, state.Pending), allowed))
                : new RampMove.Wait(pace.NextAt);

        var until = (state.LastSentAt ?? now) + patience;
        return state.Waiting <= 0 || until <= now ? new RampMove.Climb() : new RampMove.Wait(until);
    }

    /// <summary>The least time that <paramref name="count"/> requests take at the rate, their outcomes apart.</summary>
    public static TimeSpan TimeFor(int count, double rate) => count <= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((count - 1) / rate);
}
