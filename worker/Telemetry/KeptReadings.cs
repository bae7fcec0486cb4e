namespace Dispatch.Worker.Telemetry;

/// <summary>
/// Readings of providers for gauges. What a gauge has shown once is shown at its last value for as long as the process runs, if nothing else
/// is said of it: so something is said of what is there no more. A provider that was taken out of the configuration while it was left alone
/// would raise an alert for good.
/// </summary>
internal sealed class KeptReadings(Func<IEnumerable<ProviderReading>> read)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Provider, string? Model, string Endpoint)> _seen = [];
    private readonly HashSet<(string Provider, string? Model, string Endpoint)> _limited = [];

    /// <summary>Every model that is or was there: one that is gone is callable, idle, and in no state. A limit that is gone is NaN.</summary>
    public IReadOnlyList<ProviderReading> Read()
    {
        lock (_lock)
        {
            var gone = _seen.ToHashSet();
            List<ProviderReading> readings = [];
            foreach (var reading in read())
            {
                var key = (reading.Provider, reading.Model, reading.Endpoint);
                _seen.Add(key);
                gone.Remove(key);
                if (reading.RateLimit is not null || reading.ConcurrencyLimit is not null)
                    _limited.Add(key);
                readings.Add(_limited.Contains(key) ? WithLimits(reading) : reading);
            }

            foreach (var key in gone)
            {
                var nothing = new ProviderReading(key.Provider, key.Model, key.Endpoint, State: null, IsCallable: true, InFlight: 0);
                readings.Add(_limited.Contains(key) ? WithLimits(nothing) : nothing);
            }

            return readings;
        }
    }

    private static ProviderReading WithLimits(ProviderReading reading) =>
        reading with { RateLimit = reading.RateLimit ?? double.NaN, ConcurrencyLimit = reading.ConcurrencyLimit ?? double.NaN };
}
