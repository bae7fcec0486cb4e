using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dispatch.Worker.Configuration;

/// <summary>Parses the file's text into a tree that can be changed, before anything is known about the options.</summary>
internal static class ConfigurationTree
{
    /// <summary>The key that names the JSON schema to an editor; it is no setting.</summary>
    public const string SchemaKey = "$schema";

    /// <summary>A syntax error is one finding with line and column, and no tree; a key that stands twice is a finding each.</summary>
    public static bool TryParse(string text, string file, FindingList findings, [NotNullWhen(true)] out JsonObject? tree)
    {
        tree = null;
        try
        {
            using var document = JsonDocument.Parse(text, ConfigurationJson.DocumentOptions);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                tree = Copy(document.RootElement, ConfigurationPath.Root, findings);
            else
                findings.Error(file, "The file must hold one JSON object: { \"providers\": … }.");
        }
        catch (JsonException exception)
        {
            findings.Error(
                file, $"Line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: this is no JSON. {Why(exception.Message)}");
        }

        return tree is not null;
    }

    // The runtime's message ends with the same place, counted from 0. Of what stands there it repeats a single character, but for what
    // begins like true, false or null: that may be a credential without its quotes.
    private static string Why(string message) =>
        message.Contains("is an invalid JSON literal", StringComparison.Ordinal)
            ? "A text must stand in quotes, and what needs none is a number, true, false or null."
            : message.Split(" LineNumber:")[0];

    private static JsonObject Copy(JsonElement source, string path, FindingList findings)
    {
        var copy = new JsonObject();
        foreach (var property in source.EnumerateObject())
        {
            var at = ConfigurationPath.Of(path, property.Name);
            if (!copy.TryAdd(property.Name, CopyAny(property.Value, at, findings)))
                findings.Error(at, "This key stands twice; remove one of them.");
        }

        return copy;
    }

    private static JsonNode? CopyAny(JsonElement source, string path, FindingList findings) => source.ValueKind switch
    {
        JsonValueKind.Object => Copy(source, path, findings),
        JsonValueKind.Array => new JsonArray(
            [.. source.EnumerateArray().Select((item, index) => CopyAny(item, ConfigurationPath.Of(path, index), findings))]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(source.Clone()),
    };
}
