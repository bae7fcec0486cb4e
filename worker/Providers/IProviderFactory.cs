namespace Dispatch.Worker.Providers;

/// <summary>Makes the configured providers.</summary>
internal interface IProviderFactory
{
    /// <summary>
    /// Makes one provider. Called only with options that have passed validation; secrets are still references, and the factory resolves
    /// them. The configuration disposes what it returns once nothing uses it.
    /// </summary>
    Provider Create(string key, ProviderOptions options);
}
