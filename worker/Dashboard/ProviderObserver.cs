using System.Text.Json;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers.Health;
using Dispatch.Worker.Telemetry;

namespace Dispatch.Worker.Dashboard;

/// <summary>Lets the metrics see the providers in force.</summary>
internal sealed class ProviderObserver(ISnapshotSource snapshots, DispatchMeter meter) : IHostedService
{
    private static readonly string[] States = [.. Enum.GetValues<HealthState>().Select(NameOf)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.ObserveProviders(States, Read);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<ProviderReading> Read() =>
        from provider in snapshots.Current.Providers.All
        from model in provider.Status()
        select new ProviderReading(
            provider.Key, model.Model, model.Endpoint, NameOf(model.State),
            model.State is not (HealthState.Cooldown or HealthState.Open), model.InFlight)
        {
            RateLimit = model.RateLimit,
            ConcurrencyLimit = model.ConcurrencyLimit,
        };

    private static string NameOf(HealthState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
