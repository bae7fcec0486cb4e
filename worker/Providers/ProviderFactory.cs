using System.Collections.Frozen;

namespace Dispatch.Worker.Providers;

/// <summary>Finds the kind of a provider by name, and puts its health around what it makes.</summary>
internal sealed class ProviderFactory(
    IEnumerable<IProviderKind> kinds, TimeProvider time, Random random, ILogger<Provider> logger) : IProviderFactory
{
    // Throws on two of one name: which of them was meant could not be told.
    private readonly FrozenDictionary<string, IProviderKind> _kinds =
        new Dictionary<string, IProviderKind>(kinds.Select(kind => KeyValuePair.Create(kind.Name, kind)), StringComparer.Ordinal)
            .ToFrozenDictionary(StringComparer.Ordinal);

    public Provider Create(string key, ProviderOptions options) =>
        _kinds.TryGetValue(options.Kind, out var kind)
            ? new Provider(key, kind.Create(key, options), options, time, random, logger)
            : throw new InvalidOperationException(
                $"providers.{key}.kind: '{options.Kind}' is none of {string.Join(", ", _kinds.Keys.Order(StringComparer.Ordinal))}.");
}
