using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>
/// One LLM job. Publish it, and exactly one outcome follows: a <see cref="CompletionResult"/> or a
/// <see cref="CompletionDeadLettered"/>.
/// </summary>
public sealed record CompletionRequest
{
    /// <summary>The path of an OpenAI-compatible chat completion, the default of <see cref="Endpoint"/>.</summary>
    public const string ChatCompletions = "/v1/chat/completions";

    /// <summary>
    /// Identifies the job, and is its idempotency key: outcomes of the same id carry the same <c>MessageId</c>. Not empty, at most
    /// 512 characters.
    /// </summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The routing group (or provider) that the request is routed by. Default: the body's <c>model</c>.</summary>
    [JsonPropertyName("routingGroup")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RoutingGroup { get; init; }

    /// <summary>
    /// The provider's endpoint, as OpenAI's batch format names it in <c>url</c>. A path that starts with <c>/v1/</c>; a provider's
    /// base URL stands in for the <c>/v1</c>. Default: <c>/v1/chat/completions</c>.
    /// </summary>
    [JsonPropertyName("endpoint")]
    public string Endpoint { get; init; } = ChatCompletions;

    /// <summary>
    /// The JSON object that the provider gets, in the shape its endpoint wants. Its bytes are passed through as they are, unknown
    /// members and number formats included; only <c>model</c> is replaced, where the chosen member names one.
    /// </summary>
    [JsonPropertyName("body")]
    [JsonConverter(typeof(RawJsonConverter))]
    public required JsonElement Body { get; init; }

    /// <summary>
    /// The instant by which an outcome must be known. No attempt starts that cannot end before it. Default: the worker's time to
    /// live (24 hours) after the request was sent.
    /// </summary>
    [JsonPropertyName("deadline")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Values of the publisher's own, copied to the outcome. Never sent to a provider.</summary>
    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;
}
