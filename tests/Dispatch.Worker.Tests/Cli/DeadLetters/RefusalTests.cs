using Dispatch.Worker.Tests.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

/// <summary>What is written wrongly is told with what would be right, before anything is opened.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly CommandRun _run = new();

    [Theory]
    [InlineData("--state is 'opem'; it must be one of open, replaying, resolved, archived, superseded, all. Did you mean \"open\"?", "list", "--state", "opem")]
    [InlineData("--reason is 'x'; it must be one of faulted, chainExhausted", "groups", "--reason", "x")]
    [InlineData("--kind is 'timeouts'; it must be one of", "export", "--kind", "timeouts")]
    [InlineData("--metadata is 'tenant'; write a name, an equals sign and a value", "list", "--metadata", "tenant")]
    [InlineData("--from is 'yesterday'; write a time such as", "archive", "--from", "yesterday")]
    [InlineData("--text is empty; give a value, or leave it out.", "archive", "--text", "")]
    [InlineData("--group is empty; give a value, or leave it out.", "list", "--group", " ")]
    [InlineData("--limit is 0; it must be 1 to 100000.", "list", "--limit", "0")]
    [InlineData("--after is 'zz'; it must be what a list gave as its next.", "list", "--after", "zz")]
    [InlineData("--format is 'json'; it must be one of jsonl, csv, openai. Did you mean \"jsonl\"?", "export", "--format", "json")]
    [InlineData("--server and --store are both given", "list", "--server", "http://127.0.0.1:1")]
    [InlineData("--api-key is for a worker", "list", "--api-key", "env:KEY")]
    public async Task A_wrong_value_is_refused(string message, params string[] arguments)
    {
        await _run.RecordAsync(Letters.Make());

        Assert.Equal((2, ""), (await _run.RunAsync(arguments), _run.Output));
        Assert.StartsWith(message, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'rate' is 0; it must be 0.01 to 1000 requests a second.", "--rate", "0")]
    [InlineData("--deadline is 'soon'; write a time", "--deadline", "soon")]
    [InlineData("--time-to-live is '5'; write a length of time", "--time-to-live", "5")]
    [InlineData("--with-body: /nowhere/body.json cannot be read", "--with-body", "/nowhere/body.json")]
    [InlineData("'timeToLive' is 1 seconds; it must be 1 minute to 30 days.", "--time-to-live", "1s")]
    public async Task A_wrong_order_is_refused(string message, params string[] arguments)
    {
        await _run.RecordAsync(Letters.Make());

        Assert.Equal(2, await _run.RunAsync(["replay", "--all", "--yes", .. arguments]));
        Assert.StartsWith(message, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server must be an http:// or https:// URL", "--server", "127.0.0.1:8080")]
    [InlineData("--server must be an http:// or https:// URL", "--server", "http://ann:secret@127.0.0.1")]
    [InlineData("--api-key: This is no reference to a secret", "--server", "http://127.0.0.1:1", "--api-key", "sk-this-is-the-key-itself")]
    [InlineData("--api-key: The environment variable NO_SUCH is not set", "--server", "http://127.0.0.1:1", "--api-key", "env:NO_SUCH")]
    public async Task A_wrong_server_is_refused(string message, params string[] arguments)
    {
        Assert.Equal(2, await _run.InvokeAsync(["list", .. arguments]));
        Assert.StartsWith(message, _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-this", _run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_not_made()
    {
        Assert.Equal(2, await _run.RunAsync("list"));

        Assert.StartsWith($"There is no store of dead letters at {_run.Store.File}.", _run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_run.Store.File));
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_told()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_run.Store.File)!);
        await File.WriteAllTextAsync(_run.Store.File, new string('x', 5000), TestContext.Current.CancellationToken);

        Assert.Equal(3, await _run.RunAsync("list"));
        Assert.Contains("damaged or no SQLite database", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_names_the_store()
    {
        await _run.RecordAsync(Letters.Make("a"));
        var config = Path.Combine(Path.GetDirectoryName(_run.Store.File)!, "dispatch.json");
        await File.WriteAllTextAsync(config, $$"""{ "monitor": { "store": "{{_run.Store.File}}" }, "providers": { "broken": {} } }""", TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (await _run.InvokeAsync("list", "--config", config), _run.Error));
        Assert.Contains("1 dead letter.", _run.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _run.InvokeAsync("list", "--config", config + ".no"));
        Assert.Contains("name it with --store", _run.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
