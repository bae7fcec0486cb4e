using System.Text.Json.Nodes;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// The routing groups that are written as a plain list of members. They are read as if they were objects with <c>members</c>, and
/// findings name what was written.
/// </summary>
internal sealed class GroupLists
{
    private const string Groups = "routingGroups";
    private const string Members = "members";

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    private GroupLists()
    {
    }

    /// <summary>
    /// Turns each list in <paramref name="tree"/> into an object. So is anything else that is no object: what is found in it then says
    /// that a list is wanted.
    /// </summary>
    public static GroupLists Unfold(JsonObject tree)
    {
        var lists = new GroupLists();
        foreach (var (key, value) in tree.Where(entry => IsGroups(entry.Key)))
        {
            foreach (var (name, group) in (value as JsonObject ?? []).Where(entry => entry.Value is not JsonObject).ToList())
            {
                value![name] = new JsonObject { [Members] = group?.DeepClone() };
                // The rules name a setting by its own name, the structure's check as it is written.
                lists._paths.Add(ConfigurationPath.Of(Groups, name));
                lists._paths.Add(ConfigurationPath.Of(key, name));
            }
        }

        return lists;
    }

    /// <summary>The parts of a variable's name, with <c>members</c> before the index where it was left out.</summary>
    public static string[] Unfold(string[] parts) =>
        parts is [var first, var name, [_, ..] index, .. var rest] && IsGroups(first) && index.All(char.IsAsciiDigit)
            ? [first, name, Members, index, .. rest]
            : parts;

    /// <summary>The finding with paths as they are in the file.</summary>
    public ConfigurationFinding Fold(ConfigurationFinding finding) => finding with { Path = Fold(finding.Path), Message = Fold(finding.Message) };

    private string Fold(string text) =>
        _paths.Aggregate(text, (folded, path) => folded.Replace($"{path}.{Members}", path, StringComparison.Ordinal));

    private static bool IsGroups(string key) => key.Equals(Groups, StringComparison.OrdinalIgnoreCase);
}
