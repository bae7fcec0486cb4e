using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Worker.Configuration;

/// <summary>The range that an option declares with <see cref="RangeAttribute"/>, the one place where it stands in code.</summary>
internal static class SettingRange
{
    public static RangeAttribute? Of(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(RangeAttribute), inherit: true).OfType<RangeAttribute>().SingleOrDefault();

    /// <summary>Null where <paramref name="node"/> lies in the range, or there is none; else what to write.</summary>
    public static string? Refuse(JsonPropertyInfo property, JsonTypeInfo type, JsonNode node)
    {
        if (Of(property) is not { } range || node.Deserialize(type) is not { } value || range.IsValid(value))
            return null;

        // IsValid has converted both bounds to the operand type.
        var least = range.MinimumIsExclusive ? $"more than {Text(range.Minimum)}" : $"{Text(range.Minimum)} or more";
        var most = range.Maximum is int.MaxValue ? "" : $", at most {Text(range.Maximum)}";
        return $"{Text(value)} is out of range; write {least}{most}.";
    }

    private static string Text(object value) =>
        value is TimeSpan duration ? Duration.Format(duration) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
