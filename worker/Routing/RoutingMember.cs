namespace Dispatch.Worker.Routing;

/// <summary>A provider in a group, with its defaults filled in.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Model">The upstream model to ask for; null: the request's own.</param>
/// <param name="Priority">Higher is asked first.</param>
/// <param name="Weight">The share among equals; finite and never negative.</param>
internal sealed record RoutingMember(string Provider, string? Model, int Priority, double Weight);
