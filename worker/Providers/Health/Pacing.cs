namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// Gives requests that wait for one model different moments to come back at, as many a second as it takes, so that they neither come
/// all at once nor turn in circles through the broker. Not safe for several threads.
/// </summary>
internal sealed class Pacing
{
    /// <summary>
    /// The latest that one comes back after the earliest moment; after that the places are given out again from the start. What the
    /// model takes is an estimate, and a request must not wait for hours because it was wrong.
    /// </summary>
    public static TimeSpan Horizon { get; } = TimeSpan.FromMinutes(5);

    private DateTimeOffset _next;

    /// <summary>The next free moment, not before <paramref name="earliest"/>, without taking it.</summary>
    /// <param name="earliest">When the model may be asked again.</param>
    /// <param name="horizon">How long after that it is at most; null: <see cref="Horizon"/>.</param>
    public DateTimeOffset Next(DateTimeOffset earliest, TimeSpan? horizon = null) =>
        _next < earliest || _next > earliest + (horizon ?? Horizon) ? earliest : _next;

    /// <summary>Takes the next free moment, not before <paramref name="earliest"/>.</summary>
    /// <param name="earliest">When the model may be asked again.</param>
    /// <param name="perSecond">How many are to come back in a second; more than 0.</param>
    /// <param name="horizon">How long after the earliest moment it is at most; null: <see cref="Horizon"/>.</param>
    public DateTimeOffset Book(DateTimeOffset earliest, double perSecond, TimeSpan? horizon = null)
    {
        var booked = Next(earliest, horizon);
        _next = booked + TimeSpan.FromSeconds(Math.Min(1 / perSecond, Horizon.TotalSeconds));
        return booked;
    }
}
