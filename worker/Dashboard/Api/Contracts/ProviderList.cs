using Dispatch.Worker.Providers.Health;

namespace Dispatch.Worker.Dashboard.Api.Contracts;

/// <summary>How a worker sees its providers.</summary>
internal sealed record ProviderList(IReadOnlyList<ProviderStatus> Providers);

/// <summary>One provider.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Models">The models that were asked for since the provider was configured as it is.</param>
internal sealed record ProviderStatus(string Key, string Kind, IReadOnlyList<ModelStatus> Models);
