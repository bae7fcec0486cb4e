using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>Finds the setting of a name, without regard to case.</summary>
internal static class SettingName
{
    public static JsonPropertyInfo? Find(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Says that there is no such setting, and which there are.</summary>
    public static string Refuse(JsonTypeInfo type, string name)
    {
        var known = type.Properties.Select(property => property.Name).Order(StringComparer.Ordinal).ToList();
        return $"There is no setting \"{name}\" here.{Spelling.Suggest(name, known)} Known are {string.Join(", ", known)}.";
    }
}
