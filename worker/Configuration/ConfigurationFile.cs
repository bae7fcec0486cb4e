using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Dispatch.Worker.Configuration;

/// <summary>
/// Finds the file: the one that is named, else <c>dispatch.json</c>, else <c>appsettings.json</c> if it has a section
/// <c>Dispatch</c>; first in the current directory, then beside the executable.
/// </summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="Tree">The settings in it, that section's where there is one.</param>
/// <param name="Section">The section's name as written; empty where the whole file is Dispatch's.</param>
internal sealed record ConfigurationFile(string Path, JsonObject Tree, string Section)
{
    private const string FileName = "dispatch.json";
    private const string SharedFileName = "appsettings.json";
    private const string SharedSection = "Dispatch";

    /// <summary>Opens <paramref name="named"/>, or the first that is found; what stands in the way is a finding.</summary>
    public static bool TryOpen(
        string? named, IReadOnlyList<string> directories, FindingList findings, [NotNullWhen(true)] out ConfigurationFile? file)
    {
        file = null;
        if (named is not null)
        {
            var path = System.IO.Path.GetFullPath(named, directories[0]);
            if (!File.Exists(path))
                findings.Error(path, "There is no such file; correct --config.");
            else if (TryRead(path, findings, out file) is Reading.NoSection)
                findings.Error(
                    path, $"The file has no section \"{SharedSection}\"; add it, or give a file that is Dispatch's own another name.");
            return file is not null;
        }

        var candidates = directories.SelectMany(directory =>
            new[] { System.IO.Path.Combine(directory, FileName), System.IO.Path.Combine(directory, SharedFileName) }).Distinct().ToList();
        foreach (var candidate in candidates.Where(File.Exists))
        {
            // An appsettings.json without the section belongs to somebody else.
            if (TryRead(candidate, findings, out file) is not Reading.NoSection)
                return file is not null;
        }

        findings.Error(
            FileName,
            $"There is no configuration. Looked for {string.Join(", ", candidates)} ({SharedFileName} with a section \"{SharedSection}\"); "
            + "write one of them, or name a file with --config.");
        return false;
    }

    private static Reading TryRead(string path, FindingList findings, out ConfigurationFile? file)
    {
        file = null;
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            findings.Error(path, $"The file can't be read ({exception.Message}); let the worker's user read it.");
            return Reading.Failed;
        }

        if (!ConfigurationTree.TryParse(text, path, findings, out var tree))
            return Reading.Failed;

        if (!IsShared(path))
        {
            file = new ConfigurationFile(path, tree, ConfigurationPath.Root);
            return Reading.Done;
        }

        var (name, section) = tree.FirstOrDefault(entry => entry.Key.Equals(SharedSection, StringComparison.OrdinalIgnoreCase));
        if (section is not JsonObject settings)
            return Reading.NoSection;

        file = new ConfigurationFile(path, settings, name);
        return Reading.Done;
    }

    private static bool IsShared(string path) =>
        System.IO.Path.GetFileName(path).StartsWith("appsettings.", StringComparison.OrdinalIgnoreCase);

    private enum Reading
    {
        Done,
        Failed,
        NoSection,
    }
}
