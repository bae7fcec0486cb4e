using System.Collections.Immutable;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Dashboard.Pages.Overview;

/// <summary>A provider, or one model of it that was called.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Kind">The provider's kind.</param>
/// <param name="Status">The model; null: nothing of the provider was called yet.</param>
/// <param name="Limits">What the configuration allows the model.</param>
internal sealed record ProviderRow(string Provider, string Kind, ModelStatus? Status, ModelLimits Limits)
{
    /// <summary>Models shown of one provider at most: requests may name any.</summary>
    public const int MaxModels = 50;

    /// <summary>The calls a minute that it is held to, by the configuration or by what was found out; null: no limit is known.</summary>
    public double? CallsPerMinute => Lower(Limits.RequestsPerMinute, Status?.RateLimit * 60);

    /// <summary>The calls in flight that it is held to; null: no limit is known.</summary>
    public int? CallsInFlight => (int?)Lower(Limits.Concurrency, Status?.ConcurrencyLimit);

    /// <summary>Every provider, with what was called of it; those that are not well first.</summary>
    public static ImmutableArray<ProviderRow> Of(Snapshot snapshot) =>
    [
        .. snapshot.Providers.All
            .SelectMany(Rows)
            .OrderByDescending(row => row.Status?.State is HealthState.Cooldown or HealthState.Open)
            .ThenBy(row => row.Provider, StringComparer.Ordinal),
    ];

    private static IEnumerable<ProviderRow> Rows(Provider provider)
    {
        var models = provider.Status();
        return models.Count == 0
            ? [new ProviderRow(provider.Key, provider.Kind, null, provider.LimitsOf(null))]
            : models
                .OrderByDescending(model => model.State)
                .ThenByDescending(model => model.LastMinute.Started)
                .Take(MaxModels)
                .Select(model => new ProviderRow(provider.Key, provider.Kind, model, provider.LimitsOf(model.Model)));
    }

    private static double? Lower(double? one, double? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
