using System.CommandLine;
using System.Text;
using System.Text.Json;
using Dispatch.Worker.Cli;
using Dispatch.Worker.Tests.Batches;

namespace Dispatch.Worker.Tests.Cli;

public sealed class BatchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(BuildBatchHost host, params string[] options) => RunUntilAsync(host, TestContext.Current.CancellationToken, options);

    private Task<int> RunUntilAsync(BuildBatchHost host, CancellationToken stop, params string[] options) =>
        InvokeAsync(host, Stream.Null, stop, [_folder.Input, "-o", _folder.Results, .. options]);

    private Task<int> InvokeAsync(BuildBatchHost host, Stream input, CancellationToken stop, params string[] arguments)
    {
        var command = BatchCommand.Create(host, () => input, TimeProvider.System);
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error }, stop);
    }

    [Fact]
    public async Task A_batch_goes_through_the_embedded_queue_and_back()
    {
        _folder.WriteRequests(100);

        Assert.Equal(0, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo)));

        Assert.Equal(TemporaryFolder.Ids(1, 100), _folder.ResultIds());
        Assert.Empty(_output.ToString());
        Assert.Matches(@"Lines +100\s+Results +100\s+Dead letters +0\s+Bad lines +0\s+Answered by +p 100\s+Tokens +300 in, 200 out\s+Time ", _error.ToString());
    }

    [Fact]
    public async Task Bodies_come_back_without_loss()
    {
        const string Body = """{"model":"m", "t":1.0,"huge":1e400,"x_unknown":[1,  2],"s":"\ud800 \u00e9\/ é","messages":[]}""";
        _folder.WriteInput($$"""{"custom_id":"a","body":{{Body}}}""", $$"""{"id":"b","body":{{Body}}}""");

        Assert.Equal(0, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo)));

        Assert.All(_folder.ResultLines(), line => Assert.EndsWith("\"body\":" + Body + "},\"error\":null}", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_as_deep_as_a_line_may_be_comes_back_also_in_a_dead_letter()
    {
        static string Line(string id, int depth) =>
            $$$"""{"custom_id":"{{{id}}}","body":{"model":"m","x":{{{new string('[', depth - 2)}}}{{{new string(']', depth - 2)}}}}}""";
        _folder.WriteInput(Line("a", 62), Line("b", 63));

        Assert.Equal(1, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Reject)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Contains("\"code\":\"badLine\"", Assert.Single(_folder.ErrorLines(), line => !line.Contains("\"a\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("\"code\":\"rejected\"", Assert.Single(_folder.ErrorLines(), line => line.Contains("\"a\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_and_bad_lines_make_the_exit_code_1()
    {
        _folder.WriteInput(TemporaryFolder.Request("a"), "no json", """{"custom_id":"c","body":{"model":"nowhere"}}""");

        Assert.Equal(1, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo), "--errors", _folder.PathOf("bad.jsonl")));

        Assert.Equal(["a"], _folder.ResultIds());
        var errors = await File.ReadAllLinesAsync(_folder.PathOf("bad.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(["badLine", "unroutable"], errors.Select(CodeOf).Order(StringComparer.Ordinal));
        Assert.Contains("Line 2: It is no JSON that can be read", _error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"Dead letters +1 \(unroutable 1\)", _error.ToString());
    }

    [Fact]
    public async Task A_batch_that_is_stopped_goes_on_to_its_end_without_duplicates()
    {
        _folder.WriteRequests(500);
        using var stop = new CancellationTokenSource();
        var calls = 0;
        var host = EmbeddedHost.Replying(async (call, cancellationToken) =>
        {
            if (Interlocked.Increment(ref calls) <= 200)
                return await EmbeddedHost.Echo(call, cancellationToken);

            // All that it has answered may be on its way still.
            while (new FileInfo(_folder.Results) is not { Exists: true, Length: > 0 })
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });

        Assert.Equal(130, await RunUntilAsync(host, stop.Token));
        var before = _folder.ResultIds();
        Assert.InRange(before.Length, 1, 200);
        Assert.Contains("Give the same command with --resume to go on.", _error.ToString(), StringComparison.Ordinal);

        var again = 0;
        var resumed = EmbeddedHost.Replying((call, cancellationToken) =>
        {
            Interlocked.Increment(ref again);
            return EmbeddedHost.Echo(call, cancellationToken);
        });
        Assert.Equal(0, await RunAsync(resumed, "--resume"));

        Assert.Equal(TemporaryFolder.Ids(1, 500), _folder.ResultIds());
        Assert.Equal(500 - before.Length, again);
    }

    [Fact]
    public async Task Standard_input_is_read()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(TemporaryFolder.Request("a")));

        Assert.Equal(0, await InvokeAsync(EmbeddedHost.Replying(EmbeddedHost.Echo), input, TestContext.Current.CancellationToken, "-", "-o", _folder.Results));

        Assert.Equal(["a"], _folder.ResultIds());
        Assert.False(File.Exists(_folder.Journal));
    }

    [Theory]
    [InlineData("--in-flight is 0; it must be 1 or more.", "--in-flight", "0")]
    [InlineData("--transport must be memory, or an amqp:// or amqps:// URL.", "--transport", "http://x")]
    [InlineData("--resume goes on with the files that --overwrite would remove; give one of them.", "--resume", "--overwrite")]
    public async Task What_cannot_begin_says_why_and_exits_with_2(string message, params string[] options)
    {
        _folder.WriteRequests(1);

        Assert.Equal(2, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo), options));

        Assert.Equal(message + Environment.NewLine, _error.ToString());
        Assert.False(File.Exists(_folder.Results));
    }

    [Fact]
    public async Task A_missing_input_and_a_refused_configuration_exit_with_2()
    {
        Assert.Equal(2, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo)));
        _folder.WriteRequests(1);
        Assert.Equal(2, await RunAsync((_, _, _) => null));
        Assert.False(File.Exists(_folder.Results));
    }

    [Fact]
    public async Task A_results_file_in_no_folder_exits_with_2()
    {
        _folder.WriteRequests(1);

        Assert.Equal(2, await InvokeAsync(
            EmbeddedHost.Replying(EmbeddedHost.Echo), Stream.Null, TestContext.Current.CancellationToken, _folder.Input, "-o", _folder.PathOf("none/results.jsonl")));

        Assert.Contains("none", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_lines_go_through_the_embedded_queue()
    {
        _folder.WriteRequests(10_000);

        Assert.Equal(0, await RunAsync(EmbeddedHost.Replying(EmbeddedHost.Echo)));

        Assert.Equal(10_000, _folder.ResultIds().Distinct().Count());
        TestContext.Current.TestOutputHelper!.WriteLine(_error.ToString());
    }

    private static string CodeOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }
}
