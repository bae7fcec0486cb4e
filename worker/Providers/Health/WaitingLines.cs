using Dispatch.Worker.Providers.Health.Adaptive;

namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// The requests that wait for room at one model: those that come back through the broker, and those that wait a moment in their slots. Each
/// gets a moment of its own, at the pace that the model takes. Its methods take the provider's lock.
/// </summary>
internal sealed class WaitingLines(Lock gate, CallPace pace, Capacity[] capacities, AdaptiveLimits? found, TimeProvider time)
{
    private readonly Pacing _returns = new();
    private readonly Pacing _turns = new();

    /// <summary>The moment that <see cref="BookReturn"/> would give.</summary>
    public DateTimeOffset NextReturn(DateTimeOffset earliest)
    {
        lock (gate)
            return _returns.Next(earliest, ReturnHorizon);
    }

    /// <summary>A moment, not before <paramref name="earliest"/>, for a request to come back at through the broker.</summary>
    public DateTimeOffset BookReturn(DateTimeOffset earliest, long tokens)
    {
        lock (gate)
            return _returns.Book(earliest, pace.ReturnsPerSecond(FoundRate, ConfiguredRate(tokens), time.GetUtcNow()), ReturnHorizon);
    }

    /// <summary>The moment that <see cref="BookTurn"/> would give.</summary>
    public DateTimeOffset NextTurn(DateTimeOffset earliest)
    {
        lock (gate)
            return _turns.Next(earliest);
    }

    /// <summary>A moment, not before <paramref name="earliest"/>, for a request to try again at that waits in its slot.</summary>
    public DateTimeOffset BookTurn(DateTimeOffset earliest, long tokens)
    {
        lock (gate)
            return _turns.Book(earliest, pace.TurnsPerSecond(FoundRate, ConfiguredRate(tokens)));
    }

    /// <summary>The calls a second that the model takes; infinite where no limit is known.</summary>
    public double CallsPerSecond(long tokens)
    {
        lock (gate)
            return Math.Min(FoundRate, ConfiguredRate(tokens));
    }

    // A line that is long by a guess would leave the model idle once it is known to take more.
    private TimeSpan? ReturnHorizon => found?.IsGuess == true ? TimeSpan.FromSeconds(2) : null;

    private double FoundRate => found?.CallsPerSecond(pace.BoundedCallTime) ?? double.PositiveInfinity;

    private double ConfiguredRate(long tokens)
    {
        var rate = double.PositiveInfinity;
        foreach (var capacity in capacities)
            rate = Math.Min(rate, capacity.CallsPerSecond(tokens, pace.BoundedCallTime));
        return rate;
    }
}
