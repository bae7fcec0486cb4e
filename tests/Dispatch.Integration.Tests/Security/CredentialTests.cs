using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Workers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Security;

/// <summary>No credential is seen anywhere, whatever providers say and however things fail, at the finest level of logging.</summary>
public sealed class CredentialTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_credential_is_in_logs_messages_or_the_API_after_every_kind_of_failure()
    {
        await using var marked = await MarkedWorker.CreateAsync(brokers);
        await using var worker = await WorkerProcess.StartAsync(marked.Configuration(), Cancellation, AtTrace(marked));

        await WorkAsync(marked);
        var served = await AskAsync(worker, marked);
        await ReloadAsync(worker, marked);
        await worker.StopAsync(Cancellation);
        var messages = await QueueDump.TakeAsync(marked.VirtualHost, Cancellation);

        // What is looked through is what it is meant to be.
        Assert.Contains("dbug:", worker.Output, StringComparison.Ordinal);
        Assert.Contains("trce:", worker.Output, StringComparison.Ordinal);
        Assert.Equal(marked.Echoing.Count + marked.Others.Count + 1, messages.Count(message => message.Queue == "dispatch.dead-letters"));
        Assert.Single(messages, message => message.Queue == "dispatch.results");
        Assert.Contains("[redacted]", Assert.Single(messages, message => message.Queue.StartsWith("dispatch.requests.delay.", StringComparison.Ordinal)).Headers["Dispatch-History"], StringComparison.Ordinal);
        Assert.Equal(0, marked.Elsewhere.CallCount);
        Leaks.None(marked.Secrets, [worker.Output, served, .. messages.Select(message => message.ToString()), .. marked.Client.Received.Select(received => JsonSerializer.Serialize(received.Outcome))]);
    }

    /// <summary>One request for each group, and one that can't be read.</summary>
    private static async Task WorkAsync(MarkedWorker marked)
    {
        foreach (var group in (string[])[.. marked.Echoing, .. marked.Others, "answering", "waiting"])
            await marked.Client.PublishAsync(OutcomeClient.Request(group, group), Cancellation);
        foreach (var group in marked.Echoing)
        {
            var letter = await marked.Client.DeadLetterAsync(group, Cancellation);
            Assert.True(letter.Attempts[^1].Message!.Contains("[redacted]", StringComparison.Ordinal), $"{group}: {letter.Attempts[^1].Message}");
        }

        foreach (var group in marked.Others)
            await marked.Client.DeadLetterAsync(group, Cancellation);
        await marked.Client.ResultAsync("answering", Cancellation);
        await marked.Waiting.WaitForCallsAsync(1, Cancellation);

        await using var connection = await marked.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", "dispatch.requests", "{ no JSON"u8.ToArray(), Cancellation);
        await marked.VirtualHost.WaitForCountAsync("dispatch.dead-letters", marked.Echoing.Count + marked.Others.Count + 1, Cancellation);
    }

    /// <summary>All that the worker serves, with and without the key, with a wrong one, and where there is nothing.</summary>
    private static async Task<string> AskAsync(WorkerProcess worker, MarkedWorker marked)
    {
        var served = new StringBuilder();
        using var http = new HttpClient();
        foreach (var path in (string[])["api/providers", "health/live", "health/ready", "api/nothing", $"api/{Uri.EscapeDataString("\r\n")}"])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
            {
                foreach (var key in (string?[])[null, marked.OfApi.Value, "wrong"])
                {
                    using var request = new HttpRequestMessage(method, new Uri(worker.Address, path));
                    if (key is not null)
                        request.Headers.Add("X-Api-Key", key);
                    request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
                    request.Headers.Host = key is "wrong" ? "evil.example" : null;
                    using var response = await http.SendAsync(request, Cancellation);
                    served.Append(response).AppendLine(await response.Content.ReadAsStringAsync(Cancellation));
                }
            }
        }

        Assert.Contains("\"credential\"", served.ToString(), StringComparison.Ordinal);
        Assert.Contains("The API key is missing or wrong.", served.ToString(), StringComparison.Ordinal);
        return served.ToString();
    }

    /// <summary>Files with an error beside a credential that was written into them, then one with a changed secret.</summary>
    private static async Task ReloadAsync(WorkerProcess worker, MarkedWorker marked)
    {
        var literal = marked.Configuration();
        literal["providers"]!["plain"]!["apiKey"] = marked.OfEnvironment.Value;
        literal["providers"]!["header"]!["headers"]!["api-key"] = marked.OfHeader.Value;
        literal["providers"]!["html"]!["baseUrl"] = $"https://user:{marked.OfFile.Value}@host/";
        literal["apiKey"] = marked.OfApi.Value;
        literal["transport"] = $"amqp//user:{Uri.EscapeDataString(marked.OfBroker.Value)}@host";
        literal["listen"] = $"http://user:{Uri.EscapeDataString(marked.OfBroker.Value)}@host:1";
        literal["probe-1"] = marked.OfBroker.Value;
        await worker.ConfigureAsync(literal, Cancellation);
        await worker.WaitForLineAsync("probe-1", Cancellation);

        foreach (var beginning in (string[])["", "true-", "null", "\""])
        {
            var text = $"{{\n{new string('\n', beginning.Length)}\"providers\": {{ \"p\": {{ \"apiKey\": {beginning}{marked.OfEnvironment.Value} }} }} }}";
            await File.WriteAllTextAsync(worker.ConfigurationFile, text, Cancellation);
            await worker.WaitForLineAsync($"Line {2 + beginning.Length}, column", Cancellation);
        }

        await worker.ConfigureAsync(marked.Configuration(), Cancellation);
        await File.WriteAllTextAsync(marked.SecretFile, marked.OfFile.Value + "-2", Cancellation);
        await worker.WaitForLineAsync("providers.file (a secret)", Cancellation);
    }

    private static Dictionary<string, string?> AtTrace(MarkedWorker marked) => new(marked.Environment)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        // Over what the worker says of single categories, such as the web server's.
        ["Logging__Console__LogLevel__Default"] = "Trace",
    };
}
