using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Carries <c>response_format</c> over, as <c>output_config.format</c>.</summary>
internal static class OutputWriter
{
    private const string Path = "response_format";

    public static void Write(Utf8JsonWriter json, Fields fields, Mapping mapping)
    {
        if (fields.Take(Path, JsonValueKind.Object, "object", mapping) is not { } element)
            return;

        var format = new Fields(element, Path);
        switch (JsonText.Of(format.Take("type")))
        {
            case "text":
                break;
            case "json_schema" when format.Take("json_schema") is { ValueKind: JsonValueKind.Object } schema:
                WriteSchema(json, new Fields(schema, $"{Path}.json_schema"), mapping);
                break;
            case "json_schema":
                mapping.Fault($"{Path}.json_schema is no object.");
                break;
            case { } type:
                mapping.LeaveOut($"{Path} ({type})");
                return;
            case null:
                mapping.Fault($"{Path} has no type.");
                return;
        }

        format.LeaveOutTheRest(mapping);
    }

    private static void WriteSchema(Utf8JsonWriter json, Fields format, Mapping mapping)
    {
        // A name is a label for logs, and what is said by strict holds always here.
        format.Take("name");
        format.Take("strict");
        if (format.Take("schema") is { ValueKind: JsonValueKind.Object } schema)
        {
            json.WriteStartObject("output_config");
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            SchemaWriter.Write(json, schema, format.PathOf("schema"), mapping);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else
        {
            mapping.LeaveOut(Path);
        }

        format.LeaveOutTheRest(mapping);
    }
}
