namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>Holds a replay to its rate.</summary>
/// <param name="NextAt">When the next request is due.</param>
internal readonly record struct ReplayPace(DateTimeOffset NextAt)
{
    // What was not used in time is not made up for beyond this, else a pause would end in a flood.
    private static readonly TimeSpan Credit = TimeSpan.FromSeconds(1);

    /// <summary>The requests that may be sent now.</summary>
    /// <param name="now">The present.</param>
    /// <param name="rate">Requests a second, more than 0.</param>
    public int Allowed(DateTimeOffset now, double rate)
    {
        var since = now - Start(now);
        return since < TimeSpan.Zero ? 0 : 1 + (int)(since.TotalSeconds * rate);
    }

    /// <summary>The pace after <paramref name="count"/> were sent.</summary>
    public ReplayPace After(int count, DateTimeOffset now, double rate) => new(Start(now) + TimeSpan.FromSeconds(count / rate));

    private DateTimeOffset Start(DateTimeOffset now) => NextAt < now - Credit ? now - Credit : NextAt;
}
