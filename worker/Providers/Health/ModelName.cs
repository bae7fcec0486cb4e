namespace Dispatch.Worker.Providers.Health;

/// <summary>
/// What health is kept for. The endpoint belongs to it: a model that is not there for embeddings may well be there for chat.
/// </summary>
/// <param name="Model">The upstream model; null where none is named.</param>
/// <param name="Endpoint">The request's endpoint.</param>
internal readonly record struct ModelName(string? Model, string Endpoint);
