using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>
/// Writes a JSON schema that answers are held to. The API takes a part of JSON Schema only, and refuses a request with anything else:
/// every object must be closed, and there are no limits of numbers, lengths and counts.
/// </summary>
internal static class SchemaWriter
{
    private static readonly HashSet<string> Formats =
        ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

    public static void Write(Utf8JsonWriter json, JsonElement schema, string path, Mapping mapping)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteRaw(schema);
            return;
        }

        json.WriteStartObject();
        var isObject = false;
        foreach (var member in schema.EnumerateObject())
        {
            var name = JsonText.NameOf(member);
            isObject |= name == "properties" || name == "type" && Says(member.Value, "object");
            WriteKeyword(json, name, member.Value, Mapping.PathOf(path, name), mapping);
        }

        if (isObject)
            Close(json, schema, path, mapping);
        json.WriteEndObject();
    }

    private static void WriteKeyword(Utf8JsonWriter json, string name, JsonElement value, string path, Mapping mapping)
    {
        switch (name)
        {
            case "type" or "enum" or "const" or "description" or "title" or "default" or "$ref" or "required":
            case "format" when JsonText.Of(value) is { } format && Formats.Contains(format):
            case "minItems" when DefaultValues.IsNumber(value, 0) || DefaultValues.IsNumber(value, 1):
                json.WriteRaw(name, value);
                break;
            case "items":
                json.WritePropertyName(name);
                Write(json, value, path, mapping);
                break;
            case "anyOf" or "allOf" when value.ValueKind == JsonValueKind.Array:
                WriteEach(json, name, value, path, mapping);
                break;
            case "properties" or "$defs" or "definitions" when value.ValueKind == JsonValueKind.Object:
                WriteNamed(json, name, value, path, mapping);
                break;
            case "additionalProperties" or "$schema" or "$comment":
                break;
            default:
                mapping.LeaveOut(path);
                break;
        }
    }

    private static void WriteEach(Utf8JsonWriter json, string name, JsonElement schemas, string path, Mapping mapping)
    {
        json.WriteStartArray(name);
        foreach (var (index, schema) in schemas.EnumerateArray().Index())
            Write(json, schema, $"{path}[{index}]", mapping);
        json.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter json, string name, JsonElement schemas, string path, Mapping mapping)
    {
        json.WriteStartObject(name);
        foreach (var member in schemas.EnumerateObject())
        {
            var key = JsonText.NameOf(member);
            json.WritePropertyName(key);
            Write(json, member.Value, Mapping.PathOf(path, key), mapping);
        }

        json.WriteEndObject();
    }

    // What fits a closed object fits the open one too, so that closing loses nothing, but for an object that is a map.
    private static void Close(Utf8JsonWriter json, JsonElement schema, string path, Mapping mapping)
    {
        var further = JsonText.Member(schema, "additionalProperties");
        var isMap = further is { ValueKind: JsonValueKind.Object } rule && rule.GetPropertyCount() > 0;
        var isFree = further?.ValueKind != JsonValueKind.False
            && JsonText.Member(schema, "properties") is not { ValueKind: JsonValueKind.Object };
        if (isMap || isFree)
            mapping.LeaveOut(Mapping.PathOf(path, "additionalProperties"));

        json.WriteBoolean("additionalProperties", false);
    }

    private static bool Says(JsonElement type, string name) =>
        type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(item => JsonText.Of(item) == name)
            : JsonText.Of(type) == name;
}
