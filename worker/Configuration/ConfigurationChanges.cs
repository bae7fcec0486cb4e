using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dispatch.Worker.Configuration;

/// <summary>Names the settings in which two configurations differ; never their values.</summary>
internal static class ConfigurationChanges
{
    /// <summary>Paths, sorted: of each setting that differs, and of each entry that only one of the two has.</summary>
    public static IReadOnlyList<string> Between(DispatchOptions before, DispatchOptions after)
    {
        var paths = new List<string>();
        Compare(Tree(before), Tree(after), ConfigurationPath.Root, paths);
        return [.. paths.Order(StringComparer.Ordinal)];
    }

    // By way of text: a node that the serializer makes takes keys that differ in case for one, because the settings are read so.
    private static JsonNode? Tree(DispatchOptions options) => JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(options, ConfigurationJson.Root));

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<string> paths)
    {
        if (before is JsonObject old && after is JsonObject @new)
        {
            foreach (var key in old.Select(entry => entry.Key).Union(@new.Select(entry => entry.Key)))
                Compare(old[key], @new[key], ConfigurationPath.Of(path, key), paths);
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            paths.Add(path);
        }
    }
}
