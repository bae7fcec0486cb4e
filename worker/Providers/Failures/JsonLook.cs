using System.Text.Json;

namespace Dispatch.Worker.Providers.Failures;

/// <summary>Looks into JSON of unknown shape. Never throws: what is missing, of another type or no text is null.</summary>
internal static class JsonLook
{
    /// <summary>The member of that name; null also where its value is a JSON null.</summary>
    public static JsonElement? Find(this JsonElement parent, string name)
    {
        try
        {
            return parent.ValueKind == JsonValueKind.Object
                && parent.TryGetProperty(name, out var member)
                && member.ValueKind != JsonValueKind.Null
                    ? member
                    : null;
        }
        catch (InvalidOperationException)
        {
            // A name with an escaped lone surrogate is JSON, and can't be compared.
            return null;
        }
    }

    /// <summary>The member of that name, where it is a text that is not blank.</summary>
    public static string? FindText(this JsonElement parent, string name) => parent.Find(name)?.AsText();

    /// <summary>The element itself, where it is a text that is not blank.</summary>
    public static string? AsText(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
                ? text
                : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate, or bytes that are no UTF-8.
            return null;
        }
    }

    /// <summary>The items of the array of that name; nothing where there is none.</summary>
    public static IEnumerable<JsonElement> FindItems(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The member of that name is an array with at least one item.</summary>
    public static bool HasItems(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0;
}
