using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Dispatch.Contracts;

/// <summary>A message that could not be read as a completion request, as it arrived.</summary>
public sealed record RawMessage
{
    /// <summary>The bytes of the message's body; base64 in JSON.</summary>
    [JsonPropertyName("body")]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The content type that the message declared; null where it declared none.</summary>
    [JsonPropertyName("contentType")]
    public string? ContentType { get; init; }

    /// <summary>The message's transport headers, as text.</summary>
    [JsonPropertyName("headers")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;
}
