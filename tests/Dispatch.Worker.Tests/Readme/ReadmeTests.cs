using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Providers.Http;
using Dispatch.Worker.Providers.OpenAi;

namespace Dispatch.Worker.Tests.Readme;

/// <summary>What the README says of the configuration is true.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Root(), "README.md"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-readme-");

    public static TheoryData<int> ConfigurationBlocks() => [.. Enumerable.Range(0, Blocks().Count)];

    public static TheoryData<string, string, string> Shapes()
    {
        var data = new TheoryData<string, string, string>();
        foreach (Match row in ShapeRow().Matches(Text))
            data.Add(row.Groups["key"].Value, row.Groups["url"].Value, row.Groups["credential"].Value.Trim('`', ' '));
        return data;
    }

    [Theory]
    [MemberData(nameof(ConfigurationBlocks))]
    public void A_configuration_is_free_of_errors_and_warnings(int block) => Assert.Empty(Load(Blocks()[block]).Findings);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_provider_is_called_at_its_url_with_its_credential(string key, string url, string credential)
    {
        var options = Load(Blocks().Single(block => block.Contains("azure-deployments", StringComparison.Ordinal))).Options!.Providers[key];
        var headers = ProviderHeaders.Resolve(key, options, OpenAiProtocol.Headers, _ => "KEY");
        var call = new ProviderCall(CompletionRequest.ChatCompletions, RequestBody.Parse(Encoding.UTF8.GetBytes("""{"model":"m"}""")), Model: null);

        Assert.True(new OpenAiProtocol(options).TryMap(call, out var mapped, out var failed), failed?.Message);
        using var request = CallMessage.Create(mapped, headers);

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal(url, request.RequestUri!.AbsoluteUri);
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        var credentials = request.Headers.Where(header => header.Key is "Authorization" or "api-key").Select(header => $"{header.Key}: {header.Value.Single()}");
        Assert.Equal(credential == "none" ? [] : [credential], credentials);
    }

    [Fact]
    public void Every_provider_of_the_block_stands_in_the_table()
    {
        var keys = Load(Blocks().Single(block => block.Contains("azure-deployments", StringComparison.Ordinal))).Options!.Providers.Keys;

        Assert.Equal(keys.Order(StringComparer.Ordinal), ShapeRow().Matches(Text).Select(row => row.Groups["key"].Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("`limits.prefetch`", 64)]
    [InlineData("`limits.attempts`", 40)]
    [InlineData("`limits.rounds`", 10)]
    public void The_defaults_in_the_table_are_those_of_the_options(string setting, int stated)
    {
        var limits = new DispatchOptions().Limits;
        var actual = setting switch { "`limits.prefetch`" => limits.Prefetch, "`limits.attempts`" => limits.Attempts, _ => limits.Rounds };

        Assert.Equal(stated, actual);
        Assert.Matches($@"\| {Regex.Escape(setting)} \|.*\| {actual} \|", Text);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private LoadedConfiguration Load(string json)
    {
        // A file that a credential is read from, where the README names one.
        var secret = Path.Combine(_folder.FullName, "secret");
        File.WriteAllText(secret, "KEY");
        var file = Path.Combine(_folder.FullName, "dispatch.json");
        File.WriteAllText(file, json.Replace("/run/secrets/groq", secret, StringComparison.Ordinal));
        var environment = new Dictionary<string, string> { ["KEY"] = "KEY", ["OPENAI_API_KEY"] = "KEY" };
        return new ConfigurationLoader(environment, [_folder.FullName]).Load(file);
    }

    private static List<string> Blocks() => [.. ConfigurationBlock().Matches(Text).Select(match => match.Groups["json"].Value)];

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("```jsonc\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConfigurationBlock();

    [GeneratedRegex(@"^\| `(?<key>[\w-]+)` \| `(?<url>https?://[^`]+)` \| (?<credential>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex ShapeRow();
}
