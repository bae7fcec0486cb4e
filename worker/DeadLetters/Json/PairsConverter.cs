using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.DeadLetters.Json;

/// <summary>Named values as a JSON object, in their order.</summary>
internal sealed class PairsConverter<T> : JsonConverter<ImmutableArray<KeyValuePair<string, T>>>
{
    public override ImmutableArray<KeyValuePair<string, T>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Named values are an object.");

        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            pairs.Add(new(name, JsonSerializer.Deserialize<T>(ref reader, options)!));
        }

        return pairs.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<KeyValuePair<string, T>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, each) in value.IsDefault ? [] : value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, each, options);
        }

        writer.WriteEndObject();
    }
}
