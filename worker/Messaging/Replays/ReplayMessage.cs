using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging.Replays;

/// <summary>A request that is sent again.</summary>
/// <param name="Mark">Where it comes from.</param>
/// <param name="Id">The message's id; null: it has none.</param>
/// <param name="ContentType">The content type; null: it has none.</param>
/// <param name="Body">The message's bytes.</param>
internal sealed record ReplayMessage(ReplayMark Mark, string? Id, string? ContentType, ReadOnlyMemory<byte> Body)
{
    private const string Json = "application/json";

    // AMQP's texts have a byte for their length.
    private const int LongestText = 255;

    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A request, as plain JSON.</summary>
    public static ReplayMessage Of(ReplayMark mark, CompletionRequest request) =>
        new(mark, OutcomeId.OfReplay(mark).ToString(), Json, JsonSerializer.SerializeToUtf8Bytes(request, Options));

    /// <summary>A message that could not be read, byte for byte.</summary>
    /// <param name="mark">Where it comes from.</param>
    /// <param name="raw">The message.</param>
    /// <param name="id">The id of its dead letter, which it is to have again.</param>
    public static ReplayMessage Of(ReplayMark mark, RawMessage raw, string id) => new(mark, ShortOrNull(id), ShortOrNull(raw.ContentType), raw.Body);

    private static string? ShortOrNull(string? text) => text?.Length <= LongestText && text.All(char.IsAscii) ? text : null;
}
