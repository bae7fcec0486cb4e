namespace Dispatch.Worker.Routing;

/// <summary>A provider in a group, with its defaults filled in.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Model">The upstream model to ask for; null: the request's own.</param>
/// <param name="Priority">Higher is asked first.</param>
/// <param name="Weight">The share among equals; finite and never negative.</param>
internal sealed record RoutingMember(string Provider, string? Model, int Priority, double Weight)
{
    /// <summary>The tokens that the model takes in; null: unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>What is done with fields that the provider's protocol has no place for.</summary>
    public UnsupportedFields Unsupported { get; init; }
}
