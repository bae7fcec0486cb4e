using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>A provider answered: the good one of the two outcomes of a <see cref="CompletionRequest"/>.</summary>
public sealed record CompletionResult
{
    /// <summary>The request's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The routing group that the request was routed by.</summary>
    [JsonPropertyName("routingGroup")]
    public required string RoutingGroup { get; init; }

    /// <summary>The key of the provider that answered.</summary>
    [JsonPropertyName("provider")]
    public required string Provider { get; init; }

    /// <summary>The upstream model that was asked for; null where neither the member nor the request's body named one.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>The HTTP status of the answer, 200 to 299.</summary>
    [JsonPropertyName("statusCode")]
    public required int StatusCode { get; init; }

    /// <summary>The provider's answer, byte for byte.</summary>
    [JsonPropertyName("body")]
    [JsonConverter(typeof(RawJsonConverter))]
    public required JsonElement Body { get; init; }

    /// <summary>The tokens that the provider says it used; null where it said nothing of them.</summary>
    [JsonPropertyName("usage")]
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// Fields of the request's body that the provider's protocol has no place for and that were left out, because the member of the
    /// routing group allows it; empty where the provider got all of the body.
    /// </summary>
    [JsonPropertyName("droppedFields")]
    public ImmutableArray<string> DroppedFields { get; init; } = [];

    /// <summary>The attempts made, in order; the last one succeeded. Of many attempts that were turned away for their rate the oldest may be left out, as the numbers show.</summary>
    [JsonPropertyName("attempts")]
    public required ImmutableArray<Attempt> Attempts { get; init; }

    /// <summary>When the request was sent, where the message says so, else when a worker first saw it.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the answer was complete.</summary>
    [JsonPropertyName("completedAt")]
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The request's metadata.</summary>
    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;
}
