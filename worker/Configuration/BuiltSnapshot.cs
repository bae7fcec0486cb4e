using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>A snapshot with what the next one is compared to.</summary>
/// <param name="Snapshot">What is handed out.</param>
/// <param name="Options">What it was built from.</param>
/// <param name="Providers">Its providers, by key.</param>
internal sealed record BuiltSnapshot(Snapshot Snapshot, DispatchOptions Options, IReadOnlyDictionary<string, BuiltProvider> Providers);

/// <summary>A provider and what it was made from.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Fingerprint">A hash over the provider's options and its resolved secrets.</param>
internal sealed record BuiltProvider(Provider Provider, string Fingerprint);
