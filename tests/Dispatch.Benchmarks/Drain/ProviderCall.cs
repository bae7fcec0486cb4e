namespace Dispatch.Benchmarks.Drain;

/// <summary>A call as a provider saw it.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="At">Its arrival, in seconds since the first call of all.</param>
/// <param name="Status">What it was answered: 200, 429, or 503 while the provider was down.</param>
internal sealed record ProviderCall(string Provider, double At, int Status);
