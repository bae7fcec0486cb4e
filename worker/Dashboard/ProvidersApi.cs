using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Dashboard;

/// <summary><c>GET /api/providers</c>: how this worker sees its providers. Holds no text of providers, which may quote prompts.</summary>
internal static class ProvidersApi
{
    public static void MapProvidersApi(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/providers", (ISnapshotSource snapshots) => Results.Json(
            new ProviderList([.. snapshots.Current.Providers.All.OrderBy(provider => provider.Key, StringComparer.Ordinal).Select(Describe)])));

    private static ProviderStatus Describe(Provider provider) => new(provider.Key, provider.Kind, provider.Status());
}

/// <summary>The answer of <c>GET /api/providers</c>.</summary>
internal sealed record ProviderList(IReadOnlyList<ProviderStatus> Providers);

/// <summary>One provider.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Models">The models that were asked for since the provider was configured as it is.</param>
internal sealed record ProviderStatus(string Key, string Kind, IReadOnlyList<ModelStatus> Models);
