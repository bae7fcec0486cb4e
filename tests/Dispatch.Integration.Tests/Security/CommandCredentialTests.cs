using System.Net;
using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Processes;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Nor does a command show a credential, or a worker that can't start.</summary>
public sealed class CommandCredentialTests(BrokerFixture brokers) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-commands-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_show_no_credential_whether_the_configuration_is_right_or_wrong()
    {
        await using var marked = await MarkedWorker.CreateAsync(brokers);
        var wrong = marked.Configuration();
        wrong["providers"]!["plain"]!["apiKey"] = marked.OfEnvironment.Value;
        wrong["providers"]!["header"]!["headers"]!["api-key"] = marked.OfHeader.Value;
        wrong["apiKey"] = marked.OfApi.Value;
        wrong["transport"] = $"http://user:{Uri.EscapeDataString(marked.OfBroker.Value)}@host";
        var texts = new List<string>();
        foreach (var (configuration, isRight) in new[] { (marked.Configuration(), true), (wrong, false) })
        {
            foreach (var command in (string[][])[["config", "check"], ["route", "explain", "plain"]])
                texts.Add(await RunAsync(command, configuration, marked, isRight));
        }

        texts.Add(await RunAsync(["run"], wrong, marked, isRight: false));

        Assert.Contains("0 errors", texts[0], StringComparison.Ordinal);
        Assert.Contains("A credential must not stand in the configuration", texts[2], StringComparison.Ordinal);
        Leaks.None(marked.Secrets, texts);
    }

    [Fact]
    public async Task A_worker_that_the_broker_refuses_does_not_show_the_password()
    {
        await using var marked = await MarkedWorker.CreateAsync(brokers);
        var refused = new MarkedSecret("a wrong password");
        var configuration = marked.Configuration();
        configuration.AsObject().Remove("broker");
        configuration["transport"] = new UriBuilder(marked.Broker) { Password = Uri.EscapeDataString(refused.Value) }.Uri.AbsoluteUri;

        var address = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}");
        await using var worker = Start(["run"], configuration, marked, address);
        await worker.WaitForLineAsync("refuses the user or its password", Cancellation);
        await worker.WaitForLineAsync("MassTransit", Cancellation);
        using var http = new HttpClient();
        using var health = await http.GetAsync(new Uri(address, "health/ready"), Cancellation);
        var served = await health.Content.ReadAsStringAsync(Cancellation);
        await worker.TerminateAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("refuses the user or its password", served, StringComparison.Ordinal);
        Leaks.None([.. marked.Secrets, refused], [worker.Output, served]);
    }

    [Fact]
    public async Task A_batch_that_the_broker_refuses_does_not_show_the_password()
    {
        await using var marked = await MarkedWorker.CreateAsync(brokers);
        var refused = new MarkedSecret("a wrong password");
        var configuration = marked.Configuration();
        configuration.AsObject().Remove("broker");
        var broker = new UriBuilder(marked.Broker) { Password = Uri.EscapeDataString(refused.Value) }.Uri.AbsoluteUri;
        var requests = Path.Combine(_folder.FullName, "requests.jsonl");
        await File.WriteAllTextAsync(requests, """{"id":"1","body":{"model":"m","messages":[]}}""", Cancellation);

        await using var batch = Start(
            ["batch", requests, "--output", requests + ".out", "--transport", broker], configuration, marked, new Uri("http://127.0.0.1:1"));
        await batch.WaitForLineAsync("refuses the user or its password", Cancellation);
        await batch.SignalTerminationAsync(Cancellation);

        Assert.NotEqual(0, await batch.WaitForExitAsync(Cancellation));
        Leaks.None([.. marked.Secrets, refused], [batch.Output]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> RunAsync(string[] command, JsonNode configuration, MarkedWorker marked, bool isRight)
    {
        await using var process = Start(command, configuration, marked, new Uri("http://127.0.0.1:1"));
        Assert.True(isRight == (await process.WaitForExitAsync(Cancellation) == 0), process.Output);
        return process.Output;
    }

    private ChildProcess Start(string[] command, JsonNode configuration, MarkedWorker marked, Uri address)
    {
        var file = Path.Combine(_folder.FullName, "dispatch.json");
        File.WriteAllText(file, configuration.ToJsonString());
        var environment = new Dictionary<string, string?>(marked.Environment)
        {
            ["DISPATCH__LISTEN"] = address.ToString().TrimEnd('/'),
            ["NO_COLOR"] = "1",
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__Console__LogLevel__Default"] = "Trace",
        };
        return WorkerProcess.StartCommand([.. command, "--config", file], _folder.FullName, environment);
    }
}
