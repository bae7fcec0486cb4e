using Dispatch.Worker.Tests.DeadLetters;

namespace Dispatch.Worker.Tests.Cli.DeadLetters;

public abstract class ExportingTests(bool isServer) : IAsyncLifetime
{
    private readonly CommandRun _run = new();

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("openai")]
    public async Task A_file_has_what_standard_output_has(string format)
    {
        await _run.RecordAsync([.. Enumerable.Range(0, 700).Select(number => Letters.Make($"r-{number}", said: "Zu viel — 過負荷"))]);
        var file = _run.Store.File + ".export";

        Assert.Equal((0, ""), (await _run.RunAsync("export", "--format", format), _run.Error));
        var output = _run.Output;
        Assert.Equal((0, ""), (await _run.RunAsync("export", "--format", format, "-o", file), _run.Output));

        Assert.Equal(output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(format == "csv" ? 701 : 700, output.Count(character => character == '\n'));
    }

    [Fact]
    public async Task The_filter_counts_here_too()
    {
        await _run.RecordAsync(Letters.Make("a"), Letters.Make("b", group: "embed"));

        Assert.Equal(0, await _run.RunAsync("export", "--group", "embed", "--format", "openai"));
        Assert.Contains("\"custom_id\":\"b\"", Assert.Single(_run.Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_stays_as_it_was_until_there_is_something_to_write()
    {
        await _run.RecordAsync(Letters.Make());
        var file = _run.Store.File + ".export";
        await File.WriteAllTextAsync(file, "kept", TestContext.Current.CancellationToken);

        Assert.Equal(2, await _run.RunAsync("export", "-o", file, "--format", "xml"));
        Assert.Equal(3, await _run.InvokeAsync("export", "-o", file, "--server", "http://127.0.0.1:1"));
        Assert.Equal("kept", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(0, await _run.RunAsync("export", "-o", file, "--group", "nobody"));
        Assert.Equal("", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        await _run.RecordAsync(Letters.Make());
        var nowhere = Path.Combine(_run.Store.File, "export.jsonl");

        Assert.Equal(3, await _run.RunAsync("export", "-o", nowhere));
        Assert.StartsWith($"{nowhere} cannot be written", _run.Error, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => isServer ? _run.StartServerAsync() : ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _run.DisposeAsync();
    }
}

public sealed class ExportingInStoreTests() : ExportingTests(isServer: false);

public sealed class ExportingThroughServerTests() : ExportingTests(isServer: true);
