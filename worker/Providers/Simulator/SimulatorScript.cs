namespace Dispatch.Worker.Providers.Simulator;

/// <summary>
/// Decides what becomes of each call, in the order of the calls. Every call takes the same number of draws, so that the n-th call
/// draws the same whatever became of those before it.
/// </summary>
internal sealed class SimulatorScript(SimulatorOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Random _random = new(options.Seed);
    private readonly Queue<TimeSpan> _admitted = new();
    private int _calls;

    /// <summary>What becomes of the next call, made <paramref name="sinceStart"/> after the worker's start.</summary>
    public SimulatorStep Next(TimeSpan sinceStart)
    {
        lock (_lock)
        {
            var number = ++_calls;
            var fails = _random.NextDouble() < options.FailureRate;
            var latency = options.Latency * (1 + (options.LatencySpread * ((2 * _random.NextDouble()) - 1)));

            if (options.Outages.Any(outage => outage.From <= sinceStart && sinceStart < outage.To))
                return new SimulatorStep(number, 503, TimeSpan.Zero, RetryAfter: null);

            if (WaitForAdmission(sinceStart) is { } wait)
                return new SimulatorStep(number, 429, TimeSpan.Zero, wait);

            return new SimulatorStep(number, fails ? 500 : 200, latency, RetryAfter: null);
        }
    }

    private TimeSpan? WaitForAdmission(TimeSpan sinceStart)
    {
        if (options.RequestsPerSecond is not { } limit)
            return null;

        while (_admitted.TryPeek(out var oldest) && sinceStart - oldest >= Second)
            _admitted.Dequeue();

        if (_admitted.Count >= limit)
            return _admitted.TryPeek(out var next) ? next + Second - sinceStart : Second;

        _admitted.Enqueue(sinceStart);
        return null;
    }
}

/// <summary>What becomes of one simulated call.</summary>
/// <param name="Number">Which call it is, from 1.</param>
/// <param name="Status">The HTTP status that a provider would answer with.</param>
/// <param name="Latency">How long it takes.</param>
/// <param name="RetryAfter">How long the caller should wait, if it is told.</param>
internal readonly record struct SimulatorStep(int Number, int Status, TimeSpan Latency, TimeSpan? RetryAfter);
