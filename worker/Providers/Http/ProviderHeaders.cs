namespace Dispatch.Worker.Providers.Http;

/// <summary>The headers of every call to one provider, with references resolved.</summary>
/// <param name="Values">By name, whatever its case; each can be sent.</param>
/// <param name="Secrets">What must never be recorded.</param>
internal sealed record ProviderHeaders(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Secrets)
{
    private const int ShortestSecretPart = 8;

    private static readonly string UserAgent = $"Dispatch/{typeof(ProviderHeaders).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>
    /// Resolves the references. A header of the options stands in for one that would be sent anyway. Throws
    /// <see cref="InvalidOperationException"/>, without the value, where a reference can't be resolved or a header can't be sent.
    /// </summary>
    public static ProviderHeaders Resolve(string key, ProviderOptions options, HeaderScheme scheme, Func<string, string?> environment)
    {
        // Some services turn away a client that doesn't say what it is.
        var values = new Dictionary<string, string>(scheme.Always, StringComparer.OrdinalIgnoreCase)
        {
            ["User-Agent"] = UserAgent,
            ["Accept"] = "application/json",
        };
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        if (options.ApiKey is { } apiKey)
            values[scheme.Credential] = scheme.Prefix + Secret(apiKey, $"providers.{key}.apiKey");

        foreach (var (name, value) in options.Headers)
            values[name] = SecretReference.IsReference(value) ? Secret(value, $"providers.{key}.headers.{name}") : value;

        using var trial = new HttpRequestMessage();
        foreach (var (name, value) in values)
        {
            if (!HeaderValue.CanBeSent(value) || !trial.Headers.TryAddWithoutValidation(name, value))
            {
                throw new InvalidOperationException(
                    $"providers.{key}: the header '{name}' can't be sent: its name is not allowed, or its value is not printable ASCII without spaces around it.");
            }
        }

        return new ProviderHeaders(values, [.. secrets]);

        string Secret(string reference, string path)
        {
            if (!SecretReference.TryResolve(reference, environment, out var value, out var error))
                throw new InvalidOperationException($"{path}: {error}");

            secrets.Add(value);
            // "Bearer …" as a whole header: the provider may echo what follows the scheme alone.
            secrets.UnionWith(value.Split(' ').Where(part => part.Length >= ShortestSecretPart));
            return value;
        }
    }
}
