namespace Dispatch.Worker.Providers.Http;

/// <summary>Makes the adapters of all kinds that are called over HTTP.</summary>
internal sealed class HttpAdapters(TimeProvider time, ILogger<HttpAdapter> logger)
{
    /// <summary>
    /// Makes the adapter of the provider <paramref name="key"/>. Throws <see cref="InvalidOperationException"/> where the base URL, a
    /// reference or a header of the options can't be used.
    /// </summary>
    public HttpAdapter Create(string key, ProviderOptions options, IProtocol protocol, HeaderScheme scheme)
    {
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"providers.{key}.baseUrl: '{options.BaseUrl}' is not an absolute http or https URL.");

        var headers = ProviderHeaders.Resolve(key, options, scheme, Environment.GetEnvironmentVariable);
        return new HttpAdapter(key, options, protocol, headers, ProviderConnections.ConnectTimeout, time, logger);
    }
}
