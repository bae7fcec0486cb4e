namespace Dispatch.Worker.Completions;

/// <summary>
/// Where requests wait for a moment, in their slots, for a member that will have room at once. The way through the broker and a delay
/// lane takes a quarter of a second at least, and a provider that takes 40 calls a second would stand idle meanwhile; and a backlog that
/// has gone into the lanes comes back when it was thought to be wanted, not when it is. So a request that finds no place to wait stands
/// for a while before it goes back to the broker. Where requests of several groups are about, it makes way at once: the others may have
/// members with room, and are not to stand behind it.
/// </summary>
internal sealed class WaitingRoom(TimeProvider time)
{
    /// <summary>How long a request waits in its slot at most; what has to wait longer goes back to the broker.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Standing = TimeSpan.FromSeconds(0.5);

    // Where no limit is known, one will be in a second, or there is none.
    private static readonly TimeSpan BriefStanding = TimeSpan.FromSeconds(0.1);

    // As many stand as the members take in so long. More would only keep others from being seen.
    private static readonly TimeSpan Supply = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan MixedTime = TimeSpan.FromMinutes(10);

    private int _waiting;
    private int _standing;
    private string? _group;
    private long _mixedUntil;

    /// <summary>A request of this group is at work.</summary>
    public void Saw(string group)
    {
        if (Volatile.Read(ref _group) is var last && last == group)
            return;

        if (last is not null)
            Volatile.Write(ref _mixedUntil, (time.GetUtcNow() + MixedTime).UtcTicks);
        Volatile.Write(ref _group, group);
    }

    /// <summary>Waits until a member has room, and takes it; null where none will have any in a moment, or too many wait already.</summary>
    /// <param name="choice">The members.</param>
    /// <param name="deadline">The request's deadline.</param>
    /// <param name="prefetch">The slots of one queue; half as many requests wait at most.</param>
    /// <param name="random">What draws are made with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TakenMember?> WaitAsync(
        MemberChoice choice, DateTimeOffset deadline, int prefetch, Random random, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = now + Longest < deadline ? now + Longest : deadline;
        return await TakeTurnsAsync(choice, latest, prefetch, random, cancellationToken)
            ?? await StandAsync(choice, latest, random, cancellationToken);
    }

    private async Task<TakenMember?> TakeTurnsAsync(
        MemberChoice choice, DateTimeOffset latest, int prefetch, Random random, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > prefetch / 2)
                return null;

            for (var turn = choice.BookTurn(time.GetUtcNow(), latest); turn is { } until; turn = choice.ReadyBy(latest))
            {
                // At least the clock's grain: a turn that has just gone by must not spin.
                var wait = until - time.GetUtcNow();
                await Task.Delay(wait > Grain ? wait : Grain, time, cancellationToken);
                if (choice.Take(random, time.GetUtcNow()) is { } taken)
                    return taken;
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<TakenMember?> StandAsync(MemberChoice choice, DateTimeOffset latest, Random random, CancellationToken cancellationToken)
    {
        try
        {
            var standing = Interlocked.Increment(ref _standing);
            while (TimeToStand(choice, standing, latest) is { } stand)
            {
                await Task.Delay(stand, time, cancellationToken);
                if (choice.Take(random, time.GetUtcNow()) is { } taken)
                    return taken;
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _standing);
        }
    }

    private TimeSpan? TimeToStand(MemberChoice choice, int standing, DateTimeOffset latest)
    {
        var now = time.GetUtcNow();
        if (choice.ReadyBy(latest) is null)
            return null;

        var rate = choice.CallsPerSecond(latest);
        if (double.IsPositiveInfinity(rate))
            return now + BriefStanding <= latest ? BriefStanding : null;

        var isMixed = now.UtcTicks < Volatile.Read(ref _mixedUntil);
        return !isMixed && standing <= Supply.TotalSeconds * rate && now + Standing <= latest ? Standing : null;
    }
}
