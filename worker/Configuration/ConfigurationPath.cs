using System.Globalization;
using System.Text.Json;

namespace Dispatch.Worker.Configuration;

/// <summary>Writes where in the file something stands: <c>providers["llama3:8b"].timeout</c>, <c>routingGroups.chat[1].weight</c>.</summary>
internal static class ConfigurationPath
{
    public const string Root = "";

    public static string Of(string parent, string key) => (parent, IsPlain(key)) switch
    {
        (Root, true) => key,
        (_, true) => $"{parent}.{key}",
        _ => $"{parent}[{JsonSerializer.Serialize(key, ConfigurationJson.Options)}]",
    };

    public static string Of(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    /// <summary>The path as seen from the whole file, for a configuration that stands in a section of it.</summary>
    public static string Within(string section, string path) => (section, path) switch
    {
        (Root, _) => path,
        (_, Root or ['[', ..]) => section + path,
        _ => $"{section}.{path}",
    };

    /// <summary>Whether <paramref name="path"/> is <paramref name="ancestor"/> or a part of it.</summary>
    public static bool IsAtOrBelow(string path, string ancestor) =>
        path == ancestor
        || ancestor == Root
        || (path.StartsWith(ancestor, StringComparison.Ordinal) && path[ancestor.Length] is '.' or '[');

    private static bool IsPlain(string key) =>
        key.Length > 0 && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
