using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;

namespace Dispatch.Worker.Messaging;

/// <summary>A request's history as the text of a message header.</summary>
internal static class HistoryCodec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A header must fit one frame, and escapes make it up to six times as long.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(History history) =>
        JsonSerializer.Serialize(
            new Wire { CreatedAt = history.CreatedAt, ExpiresAt = history.ExpiresAt, Round = history.Round, Deferrals = history.Deferrals, Attempts = history.Attempts }, Options);

    /// <exception cref="JsonException">The text is no history.</exception>
    public static History Read(string text)
    {
        var wire = JsonSerializer.Deserialize<Wire>(text, Options);
        return wire is { Round: >= 1, Attempts.IsDefault: false } && wire.Attempts.All(attempt => attempt is { Provider: not null })
            ? new History(wire.CreatedAt, wire.Round, wire.Attempts) { ExpiresAt = wire.ExpiresAt, Deferrals = Math.Max(0, wire.Deferrals) }
            : throw new JsonException("A history has a round of 1 or more and a list of attempts.");
    }

    private sealed record Wire
    {
        [JsonPropertyName("createdAt")]
        public required DateTimeOffset CreatedAt { get; init; }

        [JsonPropertyName("expiresAt")]
        public DateTimeOffset? ExpiresAt { get; init; }

        [JsonPropertyName("round")]
        public required int Round { get; init; }

        [JsonPropertyName("deferrals")]
        public int Deferrals { get; init; }

        [JsonPropertyName("attempts")]
        public required ImmutableArray<Attempt> Attempts { get; init; }
    }
}
