using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Lays environment variables over the file: <c>DISPATCH__LIMITS__ATTEMPTS=5</c>. Each part between the double underscores is
/// matched without regard to case, first with what stands in the file; a new key of a provider or name of a group is taken as it is
/// written in the variable. Items of a list go by their index, and the index after the last one adds an item.
/// </summary>
internal static class EnvironmentOverlay
{
    public const string Prefix = "DISPATCH__";

    private const string Separator = "__";

    /// <summary>Changes <paramref name="tree"/>; returns which path was set by which variable.</summary>
    public static IReadOnlyDictionary<string, string> Apply(
        JsonObject tree, IEnumerable<KeyValuePair<string, string>> environment, FindingList findings)
    {
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment.Where(IsOurs).OrderBy(variable => SortKey(variable.Key), StringComparer.Ordinal))
        {
            if (Locate(tree, GroupLists.Unfold(name[Prefix.Length..].Split(Separator)), out var target) is { } refusal)
                findings.Error(name, refusal);
            else if (Read(value, target.Type) is not { } leaf)
                findings.Error(name, SettingType.Refuse(target.Type, JsonValue.Create(value)));
            else if (Set(tree, target.Steps, leaf))
                origins[target.Path] = name;
        }

        return origins;
    }

    private static bool IsOurs(KeyValuePair<string, string> variable) => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Puts the items of a list in the order of their index.</summary>
    private static string SortKey(string name) =>
        string.Join(Separator, name.Split(Separator).Select(part => part.All(char.IsAsciiDigit) ? part.PadLeft(10, '0') : part));

    /// <summary>Null where the variable names a single setting; else why it does not.</summary>
    private static string? Locate(JsonObject tree, string[] parts, out Target target)
    {
        target = new Target([], ConfigurationPath.Root, ConfigurationJson.Root);
        JsonNode? node = tree;
        foreach (var part in parts)
        {
            if (Step(node, target, part, out var next) is { } refusal)
                return refusal;
            (node, target) = (Child(node, next.Steps[^1]), next);
        }

        return target.Type.Kind == JsonTypeInfoKind.None
            ? null
            : $"This names {target.Path} as a whole; name a single setting in it, with {Separator} between the parts.";
    }

    private static string? Step(JsonNode? node, Target from, string part, out Target to)
    {
        to = from;
        switch (from.Type.Kind)
        {
            case JsonTypeInfoKind.Object when SettingName.Find(from.Type, part) is { } property:
                to = from.To(ExistingKey(node, property.Name) ?? property.Name, property.PropertyType);
                return null;
            case JsonTypeInfoKind.Object:
                return SettingName.Refuse(from.Type, part);
            case JsonTypeInfoKind.Dictionary:
                to = from.To(ExistingKey(node, part) ?? part, from.Type.ElementType!);
                return null;
            case JsonTypeInfoKind.Enumerable:
                var count = (node as JsonArray)?.Count ?? 0;
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > count)
                    return $"\"{part}\" is no index of {from.Path}; write a number from 0 to {count}.";
                to = from.To(index, from.Type.ElementType!);
                return null;
            default:
                return $"{from.Path} is a single setting and has no part \"{part}\".";
        }
    }

    private static string? ExistingKey(JsonNode? node, string part)
    {
        var keys = (node as JsonObject)?.Select(entry => entry.Key).ToList() ?? [];
        return keys.Contains(part) ? part : keys.Find(key => key.Equals(part, StringComparison.OrdinalIgnoreCase));
    }

    private static JsonNode? Child(JsonNode? node, object step) => (node, step) switch
    {
        (JsonObject given, string key) => given[key],
        (JsonArray given, int index) when index < given.Count => given[index],
        _ => null,
    };

    private static JsonNode? Read(string value, JsonTypeInfo type)
    {
        JsonNode text = JsonValue.Create(value);
        if (SettingType.Accepts(type, text))
            return text;

        try
        {
            return JsonNode.Parse(value) is { } parsed && SettingType.Accepts(type, parsed) ? parsed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>False where the file holds something else on the way, which is found out and reported later.</summary>
    private static bool Set(JsonObject tree, IReadOnlyList<object> steps, JsonNode leaf)
    {
        JsonNode node = tree;
        for (var i = 0; i < steps.Count; i++)
        {
            var child = i == steps.Count - 1 ? leaf : Child(node, steps[i]) ?? (steps[i + 1] is int ? new JsonArray() : new JsonObject());
            switch (node, steps[i])
            {
                case (JsonObject given, string key) when given.TryGetPropertyValue(key, out var held) && ReferenceEquals(held, child):
                case (JsonArray items, int at) when at < items.Count && ReferenceEquals(items[at], child):
                    break;
                case (JsonObject given, string key):
                    given[key] = child;
                    break;
                case (JsonArray items, int at) when at < items.Count:
                    items[at] = child;
                    break;
                case (JsonArray items, int):
                    items.Add(child);
                    break;
                default:
                    return false;
            }

            node = child;
        }

        return true;
    }

    private sealed record Target(IReadOnlyList<object> Steps, string Path, JsonTypeInfo Type)
    {
        public Target To(string key, Type type) =>
            new([.. Steps, key], ConfigurationPath.Of(Path, key), ConfigurationJson.Options.GetTypeInfo(type));

        public Target To(int index, Type type) =>
            new([.. Steps, index], ConfigurationPath.Of(Path, index), ConfigurationJson.Options.GetTypeInfo(type));
    }
}
