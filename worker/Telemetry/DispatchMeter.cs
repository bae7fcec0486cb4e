using System.Diagnostics.Metrics;

namespace Dispatch.Worker.Telemetry;

/// <summary>The metrics of providers, and the name of the meter that all of the worker's own are under.</summary>
internal sealed class DispatchMeter(IMeterFactory factory)
{
    public const string Name = "Dispatch";

    private const int MaxEndpoints = 200;

    private readonly Meter _meter = factory.Create(Name);
    private readonly BoundedNames _models = new(AttemptMeter.MaxModels);
    private readonly BoundedNames _endpoints = new(MaxEndpoints);

    /// <summary>Starts to observe providers; called once.</summary>
    /// <param name="states">The names of all states.</param>
    /// <param name="read">Reads the present state of every model that was called.</param>
    public void ObserveProviders(IReadOnlyList<string> states, Func<IEnumerable<ProviderReading>> read)
    {
        var readings = new KeptReadings(
            () => read().Select(reading => reading with { Model = _models.Of(reading.Model), Endpoint = _endpoints.Of(reading.Endpoint)! })
                .DistinctBy(reading => (reading.Provider, reading.Model, reading.Endpoint)));
        _meter.CreateObservableGauge(
            "dispatch.provider.callable",
            () => readings.Read().Select(reading => new Measurement<int>(reading.IsCallable ? 1 : 0, Tags(reading))),
            description: "1 while a provider's model is called, 0 while it is left alone.");
        _meter.CreateObservableGauge(
            "dispatch.provider.state",
            () => from reading in readings.Read() from state in states select new Measurement<int>(reading.State == state ? 1 : 0, Tags(reading, state)),
            description: "1 for the state that a provider's model is in, 0 for all others.");
        _meter.CreateObservableUpDownCounter(
            "dispatch.provider.calls_in_flight",
            () => readings.Read().Select(reading => new Measurement<int>(reading.InFlight, Tags(reading))),
            "{call}",
            "Calls in flight to a provider's model.");
        _meter.CreateObservableGauge(
            "dispatch.provider.rate_limit",
            () => from reading in readings.Read() where reading.RateLimit is not null select new Measurement<double>(reading.RateLimit ?? 0, Tags(reading)),
            "{call}/s",
            "The calls a second that a provider's model is held to, as found out by its answers; absent or NaN while no limit is known.");
        _meter.CreateObservableGauge(
            "dispatch.provider.concurrency_limit",
            () => from reading in readings.Read() where reading.ConcurrencyLimit is not null select new Measurement<double>(reading.ConcurrencyLimit ?? 0, Tags(reading)),
            "{call}",
            "The calls in flight that a provider's model is held to, as found out by its answers; absent or NaN while no limit is known.");
    }

    private static KeyValuePair<string, object?>[] Tags(ProviderReading reading, string? state = null)
    {
        KeyValuePair<string, object?>[] tags =
        [
            new(Telemetry.Tags.Provider, reading.Provider), new(Telemetry.Tags.RequestModel, reading.Model), new(Telemetry.Tags.Endpoint, reading.Endpoint),
        ];
        return state is null ? tags : [.. tags, new(Telemetry.Tags.ProviderState, state)];
    }
}

/// <summary>How a model of a provider is at one moment.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Model">The upstream model; null where none is named.</param>
/// <param name="Endpoint">The endpoint that it is called at.</param>
/// <param name="State">The state's name; null: it is known no more.</param>
/// <param name="IsCallable">It is not left alone.</param>
/// <param name="InFlight">Calls in flight.</param>
internal readonly record struct ProviderReading(string Provider, string? Model, string Endpoint, string? State, bool IsCallable, int InFlight)
{
    /// <summary>Calls a second that it is held to; null while no limit is known.</summary>
    public double? RateLimit { get; init; }

    /// <summary>Calls in flight that it is held to; null while no limit is known.</summary>
    public double? ConcurrencyLimit { get; init; }
}
