using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>A snapshot with what the next one is compared to.</summary>
/// <param name="Snapshot">What is handed out.</param>
/// <param name="Options">What it was built from.</param>
/// <param name="Providers">Its adapters, by provider key.</param>
internal sealed record BuiltSnapshot(Snapshot Snapshot, DispatchOptions Options, IReadOnlyDictionary<string, BuiltProvider> Providers);

/// <summary>An adapter and what it was made from.</summary>
/// <param name="Adapter">The adapter.</param>
/// <param name="Fingerprint">A hash over the provider's options and its resolved secrets.</param>
internal sealed record BuiltProvider(IProviderAdapter Adapter, string Fingerprint);
