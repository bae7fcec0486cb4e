using System.Text;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A replayed request carries its mark to its outcome, and the worker says when it has its result.</summary>
public sealed class ReplayHeaderTests(BrokerFixture brokers)
{
    private const string Mark = "0192d3f0-7b6c-7def-8123-456789abcdef/4711/2";
    private const string Header = "Dispatch-Replay";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_result_of_a_replayed_request_is_reported_without_its_content()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();

        await PublishAsync(scenario, "r-1", Mark);
        await scenario.Client.ResultAsync("r-1", Cancellation);

        var report = await TakeAsync(scenario, "dispatch.replays");
        var result = await TakeAsync(scenario, "dispatch.results");
        Assert.Equal(Mark, HeaderOf(result));
        using var envelope = JsonDocument.Parse(report.Body);
        var message = envelope.RootElement.GetProperty("message");
        Assert.Equal((Mark, "r-1", "alpha"), (TextOf(message, "mark"), TextOf(message, "requestId"), TextOf(message, "provider")));
        Assert.DoesNotContain("Hello", Encoding.UTF8.GetString(report.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mark_survives_redeliveries_and_is_on_the_dead_letter()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var alpha = await scenario.AddProviderAsync("alpha", Behaviours.Status(500));
        var beta = await scenario.AddProviderAsync("beta", Behaviours.Status(500));
        scenario.AddGroup("chat", "alpha", "beta");
        scenario.Limits = new { Rounds = 2, Backoff = new { Initial = "300ms", Max = "300ms" } };
        await scenario.StartWorkerAsync();

        await PublishAsync(scenario, "r-1", Mark, "chat");
        var first = await TakeAsync(scenario, "dispatch.dead-letters");
        await PublishAsync(scenario, "r-1", mark: null, "chat");
        var second = await TakeAsync(scenario, "dispatch.dead-letters");

        Assert.Equal((Mark, null), (HeaderOf(first), HeaderOf(second)));
        Assert.NotEqual(first.BasicProperties.MessageId, second.BasicProperties.MessageId);
        Assert.Equal((4, 4), (alpha.Calls.Count, beta.Calls.Count));
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.replays", Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    [InlineData("0192d3f0-7b6c-7def-8123-456789abcdef/4711/26")]
    [InlineData(4711)]
    [InlineData(null)]
    public async Task A_header_that_is_no_mark_is_ignored(object? forged)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();

        await PublishAsync(scenario, "r-1", forged ?? new List<object> { new Dictionary<string, object> { ["deep"] = 1 } });

        var result = await TakeAsync(scenario, "dispatch.results");
        Assert.DoesNotContain(Header, (IEnumerable<string>)result.BasicProperties.Headers!.Keys);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.replays", Cancellation));
    }

    [Fact]
    public async Task The_dead_letter_of_a_message_that_is_no_request_carries_the_mark_too()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();

        await PublishRawAsync(scenario, "{\"id\":"u8.ToArray(), Mark);

        Assert.Equal(Mark, HeaderOf(await TakeAsync(scenario, "dispatch.dead-letters")));
    }

    private static Task PublishAsync(Scenario scenario, string id, object? mark, string group = "alpha") => PublishRawAsync(
        scenario,
        Encoding.UTF8.GetBytes($$"""{ "id": "{{id}}", "routingGroup": "{{group}}", "body": {"model":"m-1","messages":[{"role":"user","content":"Hello"}]} }"""),
        mark);

    private static async Task PublishRawAsync(Scenario scenario, byte[] body, object? mark)
    {
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        var properties = new BasicProperties { ContentType = "application/json", Persistent = true };
        if (mark is not null)
            properties.Headers = new Dictionary<string, object?> { [Header] = mark };
        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, body, Cancellation);
    }

    private static async Task<BasicGetResult> TakeAsync(Scenario scenario, string queue)
    {
        await scenario.VirtualHost.WaitForCountAsync(queue, 1, Cancellation);
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        return (await channel.BasicGetAsync(queue, autoAck: true, Cancellation))!;
    }

    private static string? HeaderOf(BasicGetResult message) =>
        message.BasicProperties.Headers!.TryGetValue(Header, out var value) ? Encoding.UTF8.GetString(Assert.IsType<byte[]>(value)) : null;

    private static string? TextOf(JsonElement message, string name) => message.GetProperty(name).GetString();
}
