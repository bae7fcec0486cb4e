using System.Text;
using System.Text.Json;

namespace Dispatch.Worker.Tests.Batches;

/// <summary>A folder of a test's own, with the files of a batch in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-batch-");

    public string Input => PathOf("requests.jsonl");

    public string Results => PathOf("results.jsonl");

    public string Errors => PathOf("results.jsonl.errors.jsonl");

    public string Journal => PathOf("results.jsonl.journal");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void WriteInput(params string[] lines) => File.WriteAllText(Input, string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));

    /// <summary>Lines of the batch format with the ids <c>r1</c>, <c>r2</c>, ….</summary>
    public void WriteRequests(int count) => WriteInput([.. Enumerable.Range(1, count).Select(number => Request($"r{number}"))]);

    public static string Request(string id) =>
        $$$"""{"custom_id":{{{JsonSerializer.Serialize(id)}}},"method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}""";

    public string[] ResultLines() => Lines(Results);

    public string[] ErrorLines() => Lines(Errors);

    /// <summary>The ids in the results, sorted.</summary>
    public string[] ResultIds() => [.. ResultLines().Select(IdOf).Order(StringComparer.Ordinal)!];

    public string[] ErrorIds() => [.. ErrorLines().Select(IdOf).Order(StringComparer.Ordinal)!];

    public static string[] Ids(int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).Select(number => $"r{number}").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string? IdOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("custom_id").GetString();
    }
}
