namespace Dispatch.Worker.Providers;

/// <summary>Makes the adapters of the configured providers.</summary>
internal interface IProviderAdapterFactory
{
    /// <summary>
    /// Makes the adapter of one provider. Called only with options that have passed validation; secrets are still references, and
    /// the factory resolves them. The configuration disposes what it returns, where that can be disposed, once nothing uses it.
    /// </summary>
    IProviderAdapter Create(string key, ProviderOptions options);
}
