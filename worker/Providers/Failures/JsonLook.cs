using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

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

    /// <summary>The member of that name is a text that is not blank.</summary>
    public static bool HasText(this JsonElement parent, string name) => parent.Find(name)?.IsText() == true;

    /// <summary>The element itself is a text that is not blank: what <see cref="AsText"/> says, but a long text is not copied to be told.</summary>
    public static bool IsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return false;

        // A digit, a capital or a mark is enough, escaped or not; and but for an escape by number, or other bytes, all of it is text.
        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return (raw.ContainsAnyInRange((byte)'!', (byte)'[') && raw.IndexOf("\\u"u8) < 0 && Utf8.IsValid(raw)) || element.AsText() is not null;
    }

    /// <summary>The items of the array of that name; nothing where there is none.</summary>
    public static IEnumerable<JsonElement> FindItems(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The member of that name is an array with at least one item.</summary>
    public static bool HasItems(this JsonElement parent, string name) =>
        parent.Find(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0;
}
