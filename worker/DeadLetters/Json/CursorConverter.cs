using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.DeadLetters.Json;

/// <summary>Where a page ends, as a text that is given back as it is.</summary>
internal sealed class CursorConverter : JsonConverter<LetterCursor>
{
    public override LetterCursor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && LetterCursor.TryParse(reader.GetString(), out var cursor)
            ? cursor
            : throw new JsonException("It is no cursor.");

    public override void Write(Utf8JsonWriter writer, LetterCursor value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
