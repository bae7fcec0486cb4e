using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.Configuration;

/// <summary>Reads a duration from a text such as <c>30s</c>, or from a number of seconds; writes the text.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var duration = TimeSpan.Zero;
        var read = reader.TokenType switch
        {
            JsonTokenType.String => Duration.TryParse(reader.GetString()!, out duration),
            JsonTokenType.Number => reader.TryGetDecimal(out var seconds) && Duration.TryFromSeconds(seconds, out duration),
            _ => false,
        };
        return read ? duration : throw new JsonException("This is no duration.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}
