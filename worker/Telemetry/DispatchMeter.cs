using System.Diagnostics.Metrics;

namespace Dispatch.Worker.Telemetry;

/// <summary>The metrics, under the meter <c>Dispatch</c>.</summary>
internal sealed class DispatchMeter(IMeterFactory factory)
{
    public const string Name = "Dispatch";

    private readonly Meter _meter = factory.Create(Name);

    /// <summary>Starts to observe providers; called once.</summary>
    /// <param name="read">Reads the present state of every model that was called.</param>
    public void ObserveProviders(Func<IEnumerable<ProviderReading>> read)
    {
        _meter.CreateObservableGauge(
            "dispatch.provider.callable",
            () => read().Select(reading => new Measurement<int>(reading.IsCallable ? 1 : 0, Tags(reading, reading.State))),
            description: "1 while a provider's model is called, 0 while it is left alone; the tag dispatch.provider.state says why.");
        _meter.CreateObservableUpDownCounter(
            "dispatch.provider.calls_in_flight",
            () => read().Select(reading => new Measurement<int>(reading.InFlight, Tags(reading, state: null))),
            "{call}",
            "Calls in flight to a provider's model.");
        _meter.CreateObservableGauge(
            "dispatch.provider.rate_limit",
            () => from reading in read() where reading.RateLimit is not null select new Measurement<double>(reading.RateLimit ?? 0, Tags(reading, state: null)),
            "{call}/s",
            "The calls a second that a provider's model is held to, as found out by its answers; absent while no limit is known.");
        _meter.CreateObservableGauge(
            "dispatch.provider.concurrency_limit",
            () => from reading in read() where reading.ConcurrencyLimit is not null select new Measurement<int>(reading.ConcurrencyLimit ?? 0, Tags(reading, state: null)),
            "{call}",
            "The calls in flight that a provider's model is held to, as found out by its answers; absent while no limit is known.");
    }

    private static KeyValuePair<string, object?>[] Tags(ProviderReading reading, string? state)
    {
        KeyValuePair<string, object?>[] tags =
        [
            new("dispatch.provider", reading.Provider), new("gen_ai.request.model", reading.Model), new("dispatch.endpoint", reading.Endpoint),
        ];
        return state is null ? tags : [.. tags, new("dispatch.provider.state", state)];
    }
}

/// <summary>How a model of a provider is at one moment.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Model">The upstream model; null where none is named.</param>
/// <param name="Endpoint">The endpoint that it is called at.</param>
/// <param name="State">The state's name.</param>
/// <param name="IsCallable">It is not left alone.</param>
/// <param name="InFlight">Calls in flight.</param>
internal readonly record struct ProviderReading(string Provider, string? Model, string Endpoint, string State, bool IsCallable, int InFlight)
{
    /// <summary>Calls a second that it is held to; null while no limit is known.</summary>
    public double? RateLimit { get; init; }

    /// <summary>Calls in flight that it is held to; null while no limit is known.</summary>
    public int? ConcurrencyLimit { get; init; }
}
