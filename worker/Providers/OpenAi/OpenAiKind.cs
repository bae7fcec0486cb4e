namespace Dispatch.Worker.Providers.OpenAi;

/// <summary>Any HTTP API that speaks OpenAI's protocol.</summary>
internal sealed class OpenAiKind(TimeProvider time, ILogger<OpenAiAdapter> logger) : IProviderKind
{
    public string Name => ProviderKinds.OpenAi;

    public IProviderAdapter Create(string key, ProviderOptions options)
    {
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"providers.{key}.baseUrl: '{options.BaseUrl}' is not an absolute http or https URL.");

        var headers = ProviderHeaders.Resolve(key, options, Environment.GetEnvironmentVariable);
        return new OpenAiAdapter(key, options, headers, OpenAiConnections.ConnectTimeout, time, logger);
    }
}
