using System.CommandLine;
using System.Text.Json;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Tests.Configuration;

namespace Dispatch.Worker.Tests.Cli;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Check_is_content_with_a_sound_file()
    {
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider} }}");

        var (exitCode, output) = await Run("check");

        Assert.Equal(0, exitCode);
        Assert.Equal($"{_sandbox.PathOf("dispatch.json")}: 0 errors, 0 warnings\n", output);
    }

    [Fact]
    public async Task Check_lists_errors_then_warnings_one_to_a_line_and_fails()
    {
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider}, 'routes': {{ 'old': [ 'a' ] }}, 'limits': {{ 'rounds': 0, 'x': [] }} }}");

        var (exitCode, output) = await Run("check");

        Assert.Equal(1, exitCode);
        var lines = output.Split('\n');
        Assert.StartsWith("error limits.rounds: 0 is out of range", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("error limits.x: There is no setting", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(
            "warning routes.old: routes is deprecated. Write in routingGroups instead: \"old\": [{ \"key\": \"a\" }].", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("2 errors, 1 warning", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_does_not_fail_for_a_warning()
    {
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider}, 'routes': {{ 'old': [ 'a' ] }} }}");

        Assert.Equal(0, (await Run("check")).ExitCode);
    }

    [Fact]
    public async Task Check_reads_the_file_that_is_named()
    {
        _sandbox.WriteConfiguration("{}");
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider} }}", "other.json");

        Assert.Equal(1, (await Run("check")).ExitCode);
        Assert.Equal(0, (await Run("check", "--config", "other.json")).ExitCode);
    }

    [Fact]
    public async Task Check_writes_json_for_programs()
    {
        _sandbox.WriteConfiguration($"{{ {Sandbox.OneProvider}, 'limits': {{ 'rounds': 0 }} }}");

        var (exitCode, output) = await Run("check", "--json");

        Assert.Equal(1, exitCode);
        using var document = JsonDocument.Parse(output);
        Assert.False(document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(_sandbox.PathOf("dispatch.json"), document.RootElement.GetProperty("file").GetString());
        var finding = Assert.Single(document.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal(("error", "limits.rounds"), (finding.GetProperty("severity").GetString(), finding.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Schema_prints_the_shipped_schema()
    {
        var (exitCode, output) = await Run("schema");

        Assert.Equal(0, exitCode);
        var shipped = Path.Combine(AppContext.BaseDirectory, "dispatch.schema.json");
        Assert.Equal(await File.ReadAllTextAsync(shipped, TestContext.Current.CancellationToken), output);
    }

    private async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        await using var output = new StringWriter();
        var exitCode = await ConfigCommand.Create(_sandbox.Loader()).Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
