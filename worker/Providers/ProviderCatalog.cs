using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Providers;

/// <summary>The providers of one configuration, by key. Keys are case-sensitive.</summary>
internal sealed class ProviderCatalog(IReadOnlyDictionary<string, IProviderAdapter> adapters)
{
    private readonly FrozenDictionary<string, IProviderAdapter> _adapters = adapters.ToFrozenDictionary(StringComparer.Ordinal);

    public IReadOnlyList<string> Keys => _adapters.Keys;

    public bool TryGet(string key, [NotNullWhen(true)] out IProviderAdapter? adapter) => _adapters.TryGetValue(key, out adapter);
}
