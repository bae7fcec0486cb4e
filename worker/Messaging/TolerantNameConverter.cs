using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>Reads an enum's camelCase name, and a name that this version does not know as <paramref name="unknown"/>. Anything but a name is refused.</summary>
internal sealed class TolerantNameConverter<TEnum>(TEnum unknown) : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> Values =
        Enum.GetValues<TEnum>().ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

    public static bool IsKnown(string name) => Values.ContainsKey(name);

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"A {typeof(TEnum).Name} is a name.");
        return Values.TryGetValue(reader.GetString()!, out var value) ? value : unknown;
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf(value));

    private static string NameOf(TEnum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
