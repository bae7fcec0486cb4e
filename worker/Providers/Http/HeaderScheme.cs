namespace Dispatch.Worker.Providers.Http;

/// <summary>Which headers a protocol sends of itself. A header of the provider's options stands in for each.</summary>
/// <param name="Credential">The name of the header that <c>apiKey</c> is sent as.</param>
/// <param name="Prefix">What stands before the key in it; may be empty.</param>
internal sealed record HeaderScheme(string Credential, string Prefix)
{
    /// <summary>What is sent with each call beside the credential.</summary>
    public IReadOnlyDictionary<string, string> Always { get; init; } = new Dictionary<string, string>();
}
