using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>The definition of one function that the model may call.</summary>
/// <param name="Name">What it is called by.</param>
/// <param name="Description">A JSON string; null where there is none.</param>
/// <param name="Parameters">A JSON schema, an object; null where it takes none.</param>
/// <param name="IsStrict">Its arguments are held to the schema.</param>
/// <param name="Path">Where the schema stands in the request.</param>
internal sealed record Tool(string Name, JsonElement? Description, JsonElement? Parameters, bool IsStrict, string Path)
{
    public static Tool? Read(JsonElement element, string path, Mapping mapping)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            mapping.Fault($"{path} is no object.");
            return null;
        }

        var tool = new Fields(element, path);
        var type = JsonText.Of(tool.Take("type"));
        if (type is not (null or "function"))
        {
            mapping.LeaveOut($"{path} ({type})");
            return null;
        }

        var function = tool.Take("function");
        tool.LeaveOutTheRest(mapping);
        if (function is { ValueKind: JsonValueKind.Object })
            return Read(new Fields(function.Value, $"{path}.function"), mapping);

        mapping.Fault($"{path} has no function.");
        return null;
    }

    public void Write(Utf8JsonWriter json, Mapping mapping)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        if (Description is { } description)
            json.WriteRaw("description", description);
        json.WritePropertyName("input_schema");
        if (Parameters is not { } schema)
            WriteEmptySchema(json);
        else if (IsStrict)
            SchemaWriter.Write(json, schema, Path, mapping);
        else
            WriteSchema(json, schema);
        if (IsStrict)
            json.WriteBoolean("strict", true);
        json.WriteEndObject();
    }

    /// <summary>The definition of a tool of which nothing but its name is known.</summary>
    public static void WriteNamed(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WritePropertyName("input_schema");
        WriteEmptySchema(json);
        json.WriteEndObject();
    }

    private static Tool? Read(Fields function, Mapping mapping)
    {
        var tool = new Tool(
            JsonText.Of(function.Take("name")) ?? "",
            function.Take("description", JsonValueKind.String, "string", mapping),
            function.Take("parameters", JsonValueKind.Object, "object", mapping),
            function.TakeFlag("strict", mapping) == true,
            function.PathOf("parameters"));
        function.LeaveOutTheRest(mapping);
        if (tool.Name.Length > 0)
            return tool;

        mapping.Fault($"{function.PathOf("name")} is no string.");
        return null;
    }

    private static void WriteEmptySchema(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The API wants the type said; in chat completions it goes without saying.
    private static void WriteSchema(Utf8JsonWriter json, JsonElement schema)
    {
        if (JsonText.Member(schema, "type") is not null)
        {
            json.WriteRaw(schema);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "object");
        foreach (var member in schema.EnumerateObject())
        {
            if (JsonText.NameOf(member) is var name && name != "type")
                json.WriteRaw(name, member.Value);
        }

        json.WriteEndObject();
    }
}
