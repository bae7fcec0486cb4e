using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Dispatch.Contracts;

/// <summary>
/// A <see cref="CompletionRequest"/> that could not be answered: the other of the two outcomes. It holds what is needed to
/// understand it and to send the request again.
/// </summary>
public sealed record CompletionDeadLettered
{
    /// <summary>The request's id; for a message that could not be read, the message's own id, or one made for it.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Why there is no answer.</summary>
    [JsonPropertyName("reason")]
    public required DeadLetterReason Reason { get; init; }

    /// <summary>One sentence that a person can act on.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <summary>The routing group that the request named; null where it could not be read.</summary>
    [JsonPropertyName("routingGroup")]
    public string? RoutingGroup { get; init; }

    /// <summary>The whole request; null where it could not be read, then <see cref="Raw"/> holds the message, or where <see cref="KeptIn"/> says where it is.</summary>
    [JsonPropertyName("request")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompletionRequest? Request { get; init; }

    /// <summary>The message as it arrived, where it could not be read as a request; else null.</summary>
    [JsonPropertyName("raw")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawMessage? Raw { get; init; }

    /// <summary>
    /// The queue that holds the message byte for byte as it arrived, where this letter would be larger with it than the broker takes: then
    /// neither <see cref="Request"/> nor <see cref="Raw"/> is there, and <see cref="Metadata"/> is empty. The message's header
    /// <c>Dispatch-Dead-Letter</c> is this letter's id. Else null.
    /// </summary>
    [JsonPropertyName("keptIn")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeptIn { get; init; }

    /// <summary>
    /// The attempts made, in order; empty where no provider was called. Of many attempts that were turned away for their rate the
    /// oldest may be left out, as the numbers show.
    /// </summary>
    [JsonPropertyName("attempts")]
    public ImmutableArray<Attempt> Attempts { get; init; } = [];

    /// <summary>When the worker gave up.</summary>
    [JsonPropertyName("deadLetteredAt")]
    public required DateTimeOffset DeadLetteredAt { get; init; }

    /// <summary>The request's metadata.</summary>
    [JsonPropertyName("metadata")]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;
}
