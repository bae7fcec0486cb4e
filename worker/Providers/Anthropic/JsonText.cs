using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Reads and copies JSON texts, also such as are valid JSON and no text: an escaped lone surrogate, which models do produce.</summary>
internal static class JsonText
{
    /// <summary>The text of a JSON string; null for every other value, and for a string that is no text.</summary>
    public static string? Of(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name of a member; with its escapes where it is no text.</summary>
    public static string NameOf(JsonProperty member)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        if (!raw.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(raw);

        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(raw);
        }
    }

    /// <summary>The last member of that name, as in every parser of note; null where there is none, or it is null.</summary>
    public static JsonElement? Member(JsonElement? parent, string name)
    {
        JsonElement? found = null;
        if (parent is { ValueKind: JsonValueKind.Object } element)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (NameOf(member) == name)
                    found = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
            }
        }

        return found;
    }

    /// <summary>A string that is empty or has white space only.</summary>
    public static bool IsBlank(JsonElement text)
    {
        var inner = Inner(text).TrimStart((byte)' ');

        // Only an escape needs a closer look: most texts begin with a letter, and some are large.
        return inner.IsEmpty || inner[0] == (byte)'\\' && Of(text) is { } escaped && string.IsNullOrWhiteSpace(escaped);
    }

    /// <summary>The bytes of a string between its quotes, escapes and all.</summary>
    public static ReadOnlySpan<byte> Inner(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    /// <summary>The value as it came, byte for byte.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        json.WriteRaw(value);
    }

    /// <inheritdoc cref="WriteRaw(Utf8JsonWriter, string, JsonElement)" />
    public static void WriteRaw(this Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>A string of the bytes between its quotes, which are escaped already.</summary>
    public static void WriteInner(this Utf8JsonWriter json, string name, ReadOnlySpan<byte> inner)
    {
        json.WritePropertyName(name);
        json.WriteRawValue([(byte)'"', .. inner, (byte)'"'], skipInputValidation: true);
    }
}
