using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>
/// Makes the JSON schema of the configuration file: shapes and ranges from the options types, defaults from their initial values,
/// descriptions from their docstrings.
/// </summary>
internal static class SchemaGenerator
{
    private static readonly JsonSerializerOptions Indented = new(ConfigurationJson.Options) { WriteIndented = true };

    public static string Generate()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var schema = (JsonObject)ConfigurationJson.Root.GetJsonSchemaAsNode(exporter);
        schema["properties"]!.AsObject().Insert(0, ConfigurationTree.SchemaKey, new JsonObject
        {
            ["type"] = "string",
            ["description"] = "Where an editor finds this schema; no setting.",
        });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Dispatch configuration");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(TimeSpan))
            schema = new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = Duration.Pattern, ["minimum"] = 0 };
        if (type != context.TypeInfo.Type && schema["type"] is JsonArray types && !types.Any(name => name!.GetValue<string>() == "null"))
            types.Add((JsonNode)"null");
        if (schema is not JsonObject node)
            return schema;

        if (context.PropertyInfo is { } property)
        {
            AddRange(node, property, type);
            AddMore(node, property);
            if (DocText.OfProperty(property.DeclaringType, Clr(property).Name) is { } text)
                node["description"] = text;
            if (Default(property) is { } value)
                node["default"] = value;
        }
        else if (DocText.OfType(type) is { } text)
        {
            node["description"] = text;
        }

        return type == typeof(RoutingGroupOptions) ? ListOr(node, $"#/{string.Join('/', context.Path.ToArray())}") : node;
    }

    /// <summary>A group is an object, or a list of members alone.</summary>
    private static JsonObject ListOr(JsonObject group, string at) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = $"{at}/anyOf/1/properties/members" }, group) };

    private static void AddRange(JsonObject node, JsonPropertyInfo property, Type type)
    {
        if (SettingRange.Of(property) is not { } range || type == typeof(TimeSpan))
            return;

        range.IsValid(0);
        node["minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
        if (range.Maximum is not int.MaxValue)
            node["maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
    }

    /// <summary>What the types can't say.</summary>
    private static void AddMore(JsonObject node, JsonPropertyInfo property)
    {
        switch (property.DeclaringType.Name, Clr(property).Name)
        {
            case (nameof(ProviderOptions), nameof(ProviderOptions.Kind)):
                node["enum"] = new JsonArray([.. ProviderKinds.All.Select(kind => JsonValue.Create(kind))]);
                break;
            case (nameof(ProviderOptions), nameof(ProviderOptions.ApiKey)):
            case (nameof(DispatchOptions), nameof(DispatchOptions.ApiKey)):
                node["pattern"] = "^(env|file):.+";
                break;
            case (nameof(DispatchOptions), nameof(DispatchOptions.Transport)):
                node["pattern"] = "^(memory$|amqps?://.)";
                break;
            case (nameof(DispatchOptions), nameof(DispatchOptions.Routes)):
                node["deprecated"] = true;
                break;
        }
    }

    private static JsonNode? Default(JsonPropertyInfo property)
    {
        if (property.IsRequired || property.Get?.Invoke(Activator.CreateInstance(property.DeclaringType)!) is not { } value)
            return null;
        var isSingle = value is string or not IEnumerable && ConfigurationJson.Options.GetTypeInfo(value.GetType()).Kind == JsonTypeInfoKind.None;
        return isSingle ? JsonSerializer.SerializeToNode(value, value.GetType(), ConfigurationJson.Options) : null;
    }

    private static PropertyInfo Clr(JsonPropertyInfo property) => (PropertyInfo)property.AttributeProvider!;
}
