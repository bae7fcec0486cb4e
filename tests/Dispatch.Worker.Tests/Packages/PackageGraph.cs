using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Dispatch.Worker.Tests.Packages;

/// <summary>The packages that a project was restored with, those that others bring along included.</summary>
internal sealed class PackageGraph
{
    private readonly JsonNode _assets;

    private PackageGraph(JsonNode assets) => _assets = assets;

    public static string Root { get; } = FindRoot();

    /// <summary>Those that the project itself asks for.</summary>
    public IEnumerable<Package> Direct
    {
        get
        {
            var asked = _assets["project"]!["frameworks"]!.AsObject().Single().Value!["dependencies"]!.AsObject().Select(entry => entry.Key).ToHashSet();
            return All.Where(package => asked.Contains(package.Id));
        }
    }

    public IEnumerable<Package> All =>
        from library in _assets["libraries"]!.AsObject()
        where (string?)library.Value!["type"] == "package"
        let name = library.Key.Split('/')
        select new Package(name[0], name[1], LicenceOf((string)library.Value["path"]!));

    /// <summary>Reads what the last restore of the project in this folder came to.</summary>
    public static PackageGraph Of(string project) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(Root, project, "obj", "project.assets.json")))!);

    private string LicenceOf(string path)
    {
        var folder = _assets["packageFolders"]!.AsObject().Select(entry => Path.Combine(entry.Key, path)).First(Directory.Exists);
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value switch
        {
            "expression" => licence.Value.Trim(),
            "file" when File.ReadLines(Path.Combine(folder, licence.Value)).First() is "The MIT License (MIT)" or "MIT License" => "MIT",
            _ => "not stated",
        };
    }

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

/// <summary>A package in the version that was resolved.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version.</param>
/// <param name="Licence">An SPDX expression.</param>
internal sealed record Package(string Id, string Version, string Licence);
