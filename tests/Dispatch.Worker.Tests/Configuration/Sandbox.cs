using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>A directory of its own and an environment of its own, for one test. Single quotes in JSON stand for double ones.</summary>
internal sealed class Sandbox : IDisposable
{
    public const string OneProvider = "'providers': { 'a': { 'kind': 'simulator' } }";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dispatch-");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string WriteConfiguration(string json, string name = "dispatch.json") => Write(name, json.Replace('\'', '"'));

    public ConfigurationLoader Loader(params string[] directories) =>
        new(Environment, directories.Length > 0 ? directories : [_directory.FullName]);

    public LoadedConfiguration Load(string json)
    {
        WriteConfiguration(json);
        return Loader().Load();
    }

    /// <summary>What is found in a file with one provider and <paramref name="more"/>.</summary>
    public static IReadOnlyList<ConfigurationFinding> FindingsWith(string more)
    {
        using var sandbox = new Sandbox();
        return sandbox.Load($"{{ {OneProvider}, {more} }}").Findings;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
