using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Security;

/// <summary>Nothing that a request says sets or breaks a header, of HTTP or of a message, or sends it somewhere else.</summary>
public sealed class HostileFieldTests(BrokerFixture brokers)
{
    private static readonly string[] Hostile =
    [
        "x\r\nX-Injected: yes\r\n\r\nPOST /evil HTTP/1.1\r\nHost: evil.example\r\n\r\n", "x\nX-Injected: yes", "x\rX-Injected: yes", "x\0X-Injected", "\u0085X-Injected\u2028", "é\ud83d\ude00",
        "../../evil", "//evil.example/v1", "@evil.example", "?key=evil", "{model}", "\u001b[31mevil", "%0d%0aX-Injected:%20yes",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_s_fields_set_no_header_and_change_no_address()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var answering = await scenario.AddProviderAsync("answering");
        var refusing = await scenario.AddProviderAsync("refusing", Behaviours.Status(400, "No."));
        var failing = await scenario.AddProviderAsync("failing", Behaviours.Status(500));
        scenario.AddGroupWithOptions("waiting", new { Members = new[] { new { Key = "failing" } }, Backoff = new { Initial = "5m", Max = "5m" } });
        scenario.AddGroup("plain", "answering");
        foreach (var name in Hostile)
            scenario.AddGroup(name, "answering");
        var worker = await scenario.StartWorkerAsync();

        await PublishAsync(scenario, ["innocent"]);
        await PublishAsync(scenario, Hostile);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 2 + (2 * Hostile.Length), Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.dead-letters", 1 + (2 * Hostile.Length), Cancellation);
        await failing.WaitForCallsAsync(1 + Hostile.Length, Cancellation);
        await worker.StopAsync(Cancellation);
        var messages = await QueueDump.TakeAsync(scenario.VirtualHost, Cancellation);

        Assert.Equal((2 + (2 * Hostile.Length), 1 + Hostile.Length), (answering.CallCount, refusing.CallCount));
        Assert.All(answering.Calls.Concat(refusing.Calls).Concat(failing.Calls), call =>
        {
            Assert.Equal(("POST", "/v1/chat/completions"), (call.Method, call.Target));
            Assert.Equal(
                ["Accept", "Content-Length", "Content-Type", "Host", "User-Agent"],
                call.Headers.Keys.Where(name => name != "Accept-Encoding").Order(StringComparer.Ordinal));
            Assert.DoesNotContain(call.Headers, header => $"{header.Value}".Contains("evil", StringComparison.OrdinalIgnoreCase));
        });

        Assert.Equal(1 + Hostile.Length, messages.Count(message => message.Queue.StartsWith("dispatch.requests.delay.", StringComparison.Ordinal)));
        foreach (var queue in messages.GroupBy(message => message.Queue.StartsWith("dispatch.requests.delay.", StringComparison.Ordinal) ? "lanes" : message.Queue))
        {
            var innocent = queue.First(message => message.Body.Contains("innocent", StringComparison.Ordinal));
            Assert.All(queue, message =>
            {
                Assert.Equal(innocent.Headers.Keys.Order(StringComparer.Ordinal), message.Headers.Keys.Order(StringComparer.Ordinal));
                Assert.DoesNotContain(message.Headers.Values, value => value.Any(char.IsControl));
                Assert.DoesNotContain("evil", message.Properties, StringComparison.OrdinalIgnoreCase);
            });
        }
    }

    /// <summary>For each text: two that are answered, one that is refused, one that waits, and one for an endpoint of that name.</summary>
    private static async Task PublishAsync(Scenario scenario, string[] texts)
    {
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        // Without confirmations a quorum queue forgets some of the last messages of a channel that is closed.
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        foreach (var text in texts)
        {
            var isInnocent = text == "innocent";
            await SendAsync(text, "plain", "1");
            await SendAsync(text, isInnocent ? "plain" : text, "2");
            await SendAsync(text, "refusing", "3");
            await SendAsync(text, "waiting", "4");
            if (!isInnocent)
                await SendAsync(text, "plain", "5", $"/v1/{text}/x");
        }

        async Task SendAsync(string text, string group, string number, string endpoint = "/v1/chat/completions")
        {
            var request = new
            {
                id = $"{text} {number}",
                routingGroup = group,
                endpoint,
                metadata = new Dictionary<string, string> { [text] = text, ["X-Injected"] = text },
                body = new { model = text, user = text, messages = new[] { new { role = "user", content = text } } },
            };
            var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(request), Cancellation);
        }
    }
}
