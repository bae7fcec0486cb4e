using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>Makes a snapshot of valid options.</summary>
/// <param name="factory">Makes the adapters.</param>
/// <param name="environment">What secrets are resolved with.</param>
internal sealed class SnapshotBuilder(IProviderAdapterFactory factory, Func<string, string?> environment)
{
    /// <summary>
    /// An adapter of <paramref name="previous"/> whose options and secrets are the same is kept, and with it its connections, its
    /// breaker and its limits.
    /// </summary>
    public BuiltSnapshot Build(DispatchOptions options, BuiltSnapshot? previous = null)
    {
        var providers = options.Providers.ToDictionary(
            entry => entry.Key, entry => Keep(entry.Key, entry.Value, previous), StringComparer.Ordinal);
        var snapshot = new Snapshot(
            Routing(options),
            new ProviderCatalog(providers.ToDictionary(entry => entry.Key, entry => entry.Value.Adapter, StringComparer.Ordinal)),
            options.Limits)
        {
            Rules = options.RoutingGroups.ToDictionary(group => group.Key, group => group.Value.Over(options.Limits), StringComparer.Ordinal),
        };
        return new BuiltSnapshot(snapshot, options, providers);
    }

    public static RoutingTable Routing(DispatchOptions options) => RoutingTable.Create(
        options.Providers.Keys,
        options.RoutingGroups.ToDictionary(group => group.Key, group => group.Value.Members, StringComparer.Ordinal),
        options.Routes);

    private BuiltProvider Keep(string key, ProviderOptions options, BuiltSnapshot? previous)
    {
        var fingerprint = Fingerprint(options);
        return previous is not null && previous.Providers.TryGetValue(key, out var kept) && kept.Fingerprint == fingerprint
            ? kept
            : new BuiltProvider(factory.Create(key, options), fingerprint);
    }

    private string Fingerprint(ProviderOptions options)
    {
        var text = new StringBuilder(JsonSerializer.Serialize(options, ConfigurationJson.Options));
        foreach (var reference in CredentialRules.References(options))
        {
            if (SecretReference.TryResolve(reference, environment, out var secret, out _))
                text.Append('\n').Append(secret);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
