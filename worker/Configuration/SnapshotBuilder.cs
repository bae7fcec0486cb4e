using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>Makes a snapshot of valid options.</summary>
/// <param name="factory">Makes the providers.</param>
/// <param name="environment">What secrets are resolved with.</param>
internal sealed class SnapshotBuilder(IProviderFactory factory, Func<string, string?> environment)
{
    /// <summary>
    /// A provider of <paramref name="previous"/> whose options and secrets are the same is kept, and with it its connections and what is
    /// known of its health.
    /// </summary>
    public BuiltSnapshot Build(DispatchOptions options, BuiltSnapshot? previous = null)
    {
        var providers = options.Providers.ToDictionary(
            entry => entry.Key, entry => Keep(entry.Key, entry.Value, previous), StringComparer.Ordinal);
        var snapshot = new Snapshot(
            Routing(options),
            new ProviderCatalog(providers.Values.Select(built => built.Provider)),
            options.Limits)
        {
            Rules = options.RoutingGroups.ToDictionary(group => group.Key, group => group.Value.Over(options.Limits), StringComparer.Ordinal),
            ApiKey = ApiKey.Resolve(options.ApiKey, environment),
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
