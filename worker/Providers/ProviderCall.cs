namespace Dispatch.Worker.Providers;

/// <summary>What a provider is asked.</summary>
/// <param name="Endpoint">The request's endpoint, such as <c>/v1/chat/completions</c>.</param>
/// <param name="Body">The request's body, as it came.</param>
/// <param name="Model">The upstream model that the member names, to stand in for the body's; null: the body's own.</param>
internal sealed record ProviderCall(string Endpoint, RequestBody Body, string? Model)
{
    /// <summary>The time of this attempt, in place of the provider's own; null: the provider's own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The time until the request's deadline, which cuts the call off; null: there is none.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>
    /// What is done with fields of the body that the provider's protocol has no place for: left out and named in the reply, or the call
    /// is refused, so that another member gets it.
    /// </summary>
    public bool DropsUnsupported { get; init; }
}
