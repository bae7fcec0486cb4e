using System.Text.Json.Serialization;
using Dispatch.Contracts.Json;

namespace Dispatch.Contracts;

/// <summary>One call to one provider for one request.</summary>
public sealed record Attempt
{
    /// <summary>The most characters that <see cref="Message"/> holds.</summary>
    public const int MaxMessageLength = 256;

    /// <summary>Numbered from 1 over the life of the request.</summary>
    [JsonPropertyName("number")]
    public required int Number { get; init; }

    /// <summary>The round it belongs to, from 1; within a round every member is asked once at most.</summary>
    [JsonPropertyName("round")]
    public required int Round { get; init; }

    /// <summary>The provider's key.</summary>
    [JsonPropertyName("provider")]
    public required string Provider { get; init; }

    /// <summary>The upstream model that was asked for; null where neither the member nor the request's body named one.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>When the call began.</summary>
    [JsonPropertyName("startedAt")]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the call took; in JSON a number of seconds.</summary>
    [JsonPropertyName("duration")]
    [JsonConverter(typeof(SecondsConverter))]
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the provider answered.</summary>
    [JsonPropertyName("outcome")]
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>What the failure means; null for an attempt that succeeded.</summary>
    [JsonPropertyName("failureKind")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureKind? FailureKind { get; init; }

    /// <summary>The HTTP status; null where none was received.</summary>
    [JsonPropertyName("statusCode")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StatusCode { get; init; }

    /// <summary>How long the provider asked to be left alone, counted from the end of the attempt; in JSON a number of seconds.</summary>
    [JsonPropertyName("retryAfter")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the provider or the connection said, at most 256 characters; null for an attempt that succeeded.</summary>
    [JsonPropertyName("message")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}
