namespace Dispatch.Worker.Providers;

/// <summary>One way to speak to a provider, chosen by the provider's <c>kind</c>.</summary>
internal interface IProviderKind
{
    /// <summary>The value of <c>kind</c> that chooses it; case-sensitive, one of a kind.</summary>
    string Name { get; }

    /// <summary>
    /// Makes the bare adapter of the provider <paramref name="key"/>. Throws <see cref="InvalidOperationException"/>, with a message for
    /// the person who wrote the configuration, where a reference, a header or the URL can't be used.
    /// </summary>
    IProviderAdapter Create(string key, ProviderOptions options);
}
