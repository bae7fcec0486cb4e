using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>What a single value may be, and how to say so.</summary>
internal static class SettingType
{
    private const int MaxQuoted = 40;

    public static bool Accepts(JsonTypeInfo type, JsonNode node)
    {
        if (Bare(type).IsEnum)
            return node.GetValueKind() == JsonValueKind.String && Names(type).Contains(node.GetValue<string>(), StringComparer.OrdinalIgnoreCase);

        try
        {
            return node.Deserialize(type) is not double.PositiveInfinity and not double.NegativeInfinity;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Says that <paramref name="node"/> is not what is wanted. Where a text was wanted the value is not repeated: it may be a
    /// credential.
    /// </summary>
    public static string Refuse(JsonTypeInfo type, JsonNode? node) => type.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => $"Here stands {Kind(node)}; an object is wanted: {{ … }}.",
        JsonTypeInfoKind.Enumerable => $"Here stands {Kind(node)}; a list is wanted: [ … ].",
        _ when type.Type == typeof(string) => $"Here stands {Kind(node)}; a text in quotes is wanted.",
        _ when Bare(type).IsEnum => RefuseName(type, node),
        _ when Bare(type) == typeof(TimeSpan) => $"{Quote(node)} is no duration; write for instance \"30s\", \"5m\" or \"24h\".",
        _ when IsWhole(Bare(type)) => $"{Quote(node)} is no whole number that fits here; write it without quotes, for instance 10.",
        _ => $"{Quote(node)} is no number; write it without quotes, for instance 0.5.",
    };

    /// <summary>Stands in for a value that is missing or wrong, so that the rest can still be read and checked.</summary>
    public static JsonNode Placeholder(JsonTypeInfo type) => type switch
    {
        { Kind: JsonTypeInfoKind.Enumerable } => new JsonArray(),
        _ when type.Type == typeof(string) => JsonValue.Create(""),
        _ => JsonSerializer.SerializeToNode(Activator.CreateInstance(type.Type), type)!,
    };

    private static string RefuseName(JsonTypeInfo type, JsonNode? node)
    {
        var suggestion = node?.GetValueKind() == JsonValueKind.String ? Spelling.Suggest(node.GetValue<string>(), Names(type)) : "";
        return $"{Quote(node)} is no value of this setting.{suggestion} Known are {string.Join(", ", Names(type))}.";
    }

    /// <summary>The values of an enum, as they are written.</summary>
    private static IEnumerable<string> Names(JsonTypeInfo type) => Enum.GetNames(Bare(type)).Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static Type Bare(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) ?? type.Type;

    private static bool IsWhole(Type type) => type == typeof(int) || type == typeof(long);

    private static string Quote(JsonNode? node)
    {
        var text = node?.ToJsonString(ConfigurationJson.Options) ?? "null";
        return text.Length <= MaxQuoted ? text : text[..MaxQuoted] + "…";
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
