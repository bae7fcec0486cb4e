using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Providers;

/// <summary>The providers of one configuration, by key. Keys are case-sensitive.</summary>
internal sealed class ProviderCatalog(IEnumerable<Provider> providers)
{
    private readonly FrozenDictionary<string, Provider> _providers =
        providers.ToFrozenDictionary(provider => provider.Key, StringComparer.Ordinal);

    public IReadOnlyList<string> Keys => _providers.Keys;

    public IReadOnlyList<Provider> All => _providers.Values;

    public bool TryGet(string key, [NotNullWhen(true)] out Provider? provider) => _providers.TryGetValue(key, out provider);
}
