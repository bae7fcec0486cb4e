namespace Dispatch.Worker.Providers;

/// <summary>What a provider is asked.</summary>
/// <param name="Endpoint">The request's endpoint, such as <c>/v1/chat/completions</c>.</param>
/// <param name="Body">The request's body, UTF-8 JSON, as it came.</param>
/// <param name="Model">The upstream model that the member names, to stand in for the body's; null: the body's own.</param>
internal sealed record ProviderCall(string Endpoint, ReadOnlyMemory<byte> Body, string? Model);
