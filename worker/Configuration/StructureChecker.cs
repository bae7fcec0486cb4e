using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Goes over the tree beside the metadata of the options types and lists every unknown key, wrong type, missing key and value out
/// of range; hands back the options as far as they can be read, so that the rules can go on.
/// </summary>
internal sealed class StructureChecker
{
    private readonly FindingList _findings;
    private readonly List<string> _broken = [];

    private StructureChecker(FindingList findings) => _findings = findings;

    /// <summary>Reads <paramref name="tree"/>; <paramref name="broken"/> are the paths whose value was not taken from it.</summary>
    public static DispatchOptions Read(JsonObject tree, FindingList findings, out IReadOnlyList<string> broken)
    {
        var checker = new StructureChecker(findings);
        var clean = checker.Clean(tree, ConfigurationJson.Root, ConfigurationPath.Root)!;
        broken = checker._broken;
        return (DispatchOptions)clean.Deserialize(ConfigurationJson.Root)!;
    }

    /// <summary>Copies what is sound; null for a number or duration that is not.</summary>
    private JsonNode? Clean(JsonNode? node, JsonTypeInfo type, string path)
    {
        switch (type.Kind, node)
        {
            case (JsonTypeInfoKind.Object, JsonObject given):
                return CleanObject(given, type, path);
            case (JsonTypeInfoKind.Dictionary, JsonObject given):
                return CleanDictionary(given, Element(type), path);
            case (JsonTypeInfoKind.Enumerable, JsonArray given):
                return CleanList(given, Element(type), path);
            case (JsonTypeInfoKind.None, JsonValue given) when SettingType.Accepts(type, given):
                return given.DeepClone();
        }

        Break(path, SettingType.Refuse(type, node));
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => WithRequired([], type),
            JsonTypeInfoKind.Dictionary => new JsonObject(),
            JsonTypeInfoKind.Enumerable => new JsonArray(),
            // An empty text, rather than the setting's default: the rules must not take the default for what was meant.
            _ => type.Type == typeof(string) ? SettingType.Placeholder(type) : null,
        };
    }

    private JsonObject CleanObject(JsonObject given, JsonTypeInfo type, string path)
    {
        var clean = new JsonObject();
        var seen = new HashSet<JsonPropertyInfo>();
        foreach (var (name, value) in given)
        {
            var at = ConfigurationPath.Of(path, name);
            if (SettingName.Find(type, name) is not { } property)
            {
                if (path != ConfigurationPath.Root || name != ConfigurationTree.SchemaKey)
                    _findings.Error(at, SettingName.Refuse(type, name));
            }
            else if (!seen.Add(property))
            {
                _findings.Error(at, $"This is the same setting as \"{property.Name}\", which stands here too; remove one of them.");
            }
            else if (CleanProperty(value, property, at) is { } sound)
            {
                clean[property.Name] = sound;
            }
        }

        foreach (var missing in type.Properties.Where(property => property.IsRequired && !seen.Contains(property)))
            Break(ConfigurationPath.Of(path, missing.Name), $"This is missing; add \"{missing.Name}\".");

        return WithRequired(clean, type);
    }

    private JsonNode? CleanProperty(JsonNode? value, JsonPropertyInfo property, string path)
    {
        if (value is null && property.IsSetNullable)
            return null;

        var type = ConfigurationJson.Options.GetTypeInfo(property.PropertyType);
        if (Clean(value, type, path) is not { } sound)
            return null;

        if (SettingRange.Refuse(property, type, sound) is { } refusal)
            Break(path, refusal);
        return sound;
    }

    private JsonObject CleanDictionary(JsonObject given, JsonTypeInfo element, string path)
    {
        var clean = new JsonObject();
        foreach (var (key, value) in given)
            clean[key] = Clean(value, element, ConfigurationPath.Of(path, key)) ?? SettingType.Placeholder(element);
        return clean;
    }

    private JsonArray CleanList(JsonArray given, JsonTypeInfo element, string path) =>
        [.. given.Select((item, index) => Clean(item, element, ConfigurationPath.Of(path, index)) ?? SettingType.Placeholder(element))];

    private void Break(string path, string message)
    {
        _broken.Add(path);
        _findings.Error(path, message);
    }

    private static JsonObject WithRequired(JsonObject clean, JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsRequired && !clean.ContainsKey(property.Name)))
            clean[property.Name] = SettingType.Placeholder(ConfigurationJson.Options.GetTypeInfo(property.PropertyType));
        return clean;
    }

    private static JsonTypeInfo Element(JsonTypeInfo type) => ConfigurationJson.Options.GetTypeInfo(type.ElementType!);
}
