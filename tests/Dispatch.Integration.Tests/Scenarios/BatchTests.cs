using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Processes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>The command <c>dispatch batch</c> as a process, through a real broker and workers elsewhere.</summary>
public sealed class BatchTests(BrokerFixture brokers) : IDisposable
{
    private const int Lines = 200;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-batch-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Input => Path.Combine(_folder.FullName, "requests.jsonl");

    private string Output => Path.Combine(_folder.FullName, "results.jsonl");

    [Fact]
    public async Task Every_line_gets_its_result_and_nothing_is_left_on_the_broker()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("m-1", "alpha");
        await scenario.StartWorkerAsync();
        await WriteRequestsAsync();

        await using var batch = StartBatch(scenario);

        Assert.Equal(0, await batch.WaitForExitAsync(Cancellation));
        Assert.Equal(Lines, provider.Calls.Count);
        AssertEveryLineHasOneResult();
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.results", Cancellation));
    }

    [Fact]
    public async Task A_batch_takes_its_credentials_from_a_file_and_leaves_alone_how_the_workers_have_bounded_their_queues()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("m-1", "alpha");
        scenario.Broker = new { Results = new { MaxMessages = 1000 }, DeadLetters = new { MaxAge = "7d" } };
        await scenario.StartWorkerAsync();
        await WriteRequestsAsync(10);
        var url = scenario.VirtualHost.Uri;
        var credentials = url.UserInfo.Split(':');
        var configuration = Path.Combine(_folder.FullName, "broker.json");
        var broker = new { Broker = new { Username = credentials[0], Password = "env:BATCH_PASSWORD" } };
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(broker, JsonSerializerOptions.Web), Cancellation);

        await using var batch = StartBatch(
            new UriBuilder(url) { UserName = "", Password = "" }.Uri,
            new Dictionary<string, string?> { ["BATCH_PASSWORD"] = Uri.UnescapeDataString(credentials[1]) },
            "--config", configuration);

        Assert.Equal(0, await batch.WaitForExitAsync(Cancellation));
        AssertEveryLineHasOneResult(10);
    }

    [Fact]
    public async Task No_line_is_lost_when_one_provider_dies_half_way_and_the_other_limits_its_rate()
    {
        const int Many = 2000;
        await using var scenario = await Scenario.CreateAsync(brokers);
        var limit = new RateLimit(perSecond: 100, burst: 20);
        var limited = await scenario.AddProviderAsync("limited", limit.Behaviour);
        var dying = await scenario.AddProviderAsync("dying");
        scenario.AddGroup("m-1", new { Key = "limited", Priority = 0 }, new { Key = "dying", Priority = 0 });
        await scenario.StartWorkerAsync();
        await WriteRequestsAsync(Many);

        await using var batch = StartBatch(scenario, "--in-flight", "500");
        await dying.WaitForCallsAsync(Many / 4, Cancellation);
        await dying.DisposeAsync();

        Assert.Equal(0, await batch.WaitForExitAsync(Cancellation));
        AssertEveryLineHasOneResult(Many);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Many} of {Many} lines answered; limited saw {limited.CallCount} calls and answered {limit.Refused} with 429, dying saw {dying.CallCount} until it was killed.");
    }

    [Fact]
    public async Task A_batch_that_was_stopped_goes_on_where_it_was_and_calls_no_provider_twice()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate();
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour);
        scenario.AddGroup("m-1", "alpha");
        await scenario.StartWorkerAsync();
        await WriteRequestsAsync();
        gate.LetThrough(30);
        await using (var first = StartBatch(scenario, "--in-flight", "100"))
        {
            await provider.WaitForCallsAsync(90, Cancellation);
            Assert.NotEqual(0, await first.TerminateAsync(TimeSpan.FromMinutes(1), Cancellation));
        }

        gate.Open();
        await using var second = StartBatch(scenario, "--resume");

        Assert.Equal(0, await second.WaitForExitAsync(Cancellation));
        Assert.Equal(Lines, provider.Calls.Count);
        AssertEveryLineHasOneResult();
    }

    [Fact]
    public async Task Dead_letters_and_bad_lines_go_to_the_errors_file_and_the_exit_code_tells()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha", Behaviours.Status(400, "messages: field required"));
        scenario.AddGroup("m-1", "alpha");
        await scenario.StartWorkerAsync();
        await File.WriteAllTextAsync(Input, """
            {"custom_id":"refused","method":"POST","url":"/v1/chat/completions","body":{"model":"m-1"}}
            {"custom_id":"lost","method":"POST","url":"/v1/chat/completions","body":{"model":"nowhere"}}
            this is no JSON
            """, Cancellation);

        await using var batch = StartBatch(scenario);

        Assert.Equal(1, await batch.WaitForExitAsync(Cancellation));
        var errors = await File.ReadAllTextAsync(Output + ".errors.jsonl", Cancellation);
        Assert.Contains("messages: field required", errors, StringComparison.Ordinal);
        Assert.Contains("unroutable", errors, StringComparison.Ordinal);
        Assert.Equal(3, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("line 3", batch.Output, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task WriteRequestsAsync(int lines = Lines) => File.WriteAllLinesAsync(
        Input,
        Enumerable.Range(0, lines).Select(i => $$$"""{"custom_id":"line-{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"m-1","n":{{{i}}}.0}}"""),
        Cancellation);

    private ChildProcess StartBatch(Scenario scenario, params string[] more) => StartBatch(scenario.VirtualHost.Uri, [], more);

    private ChildProcess StartBatch(Uri broker, Dictionary<string, string?> environment, params string[] more)
    {
        environment["NO_COLOR"] = "1";
        return WorkerProcess.StartCommand(["batch", Input, "-o", Output, "--transport", broker.ToString(), .. more], _folder.FullName, environment);
    }

    private void AssertEveryLineHasOneResult(int lines = Lines)
    {
        var ids = File.ReadLines(Output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("custom_id").GetString()).ToList();
        Assert.Equal(Enumerable.Range(0, lines).Select(i => $"line-{i}").Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }
}
