using System.Text;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>What cannot be read becomes a dead letter with its bytes, and disturbs nothing.</summary>
public sealed class MalformedTests(BrokerFixture brokers)
{
    private static readonly (string Name, string ContentType, string Body)[] Messages =
    [
        ("no JSON", "application/json", "{oops"),
        ("empty", "application/json", ""),
        ("null", "application/json", "null"),
        ("a number", "application/json", "42"),
        ("no id", "application/json", """{"body":{}}"""),
        ("an empty id", "application/json", """{"id":" ","body":{}}"""),
        ("an id of another type", "application/json", """{"id":7,"body":{}}"""),
        ("an id that is too long", "application/json", "{\"id\":\"" + new string('x', 513) + "\",\"body\":{}}"),
        ("no body", "application/json", """{"id":"a"}"""),
        // Its id can be read, so the dead letter bears it.
        ("by-its-id", "application/json", """{"id":"by-its-id","body":[1]}"""),
        ("metadata that is no text", "application/json", """{"id":"a","body":{},"metadata":{"k":{}}}"""),
        ("another content type", "text/plain", "hello"),
        ("an envelope of another type", "application/vnd.masstransit+json", """{"messageType":["urn:message:Other:Thing"],"message":{}}"""),
        ("a broken envelope", "application/vnd.masstransit+json", """{"messageType":["""),
        ("an envelope without a message", "application/vnd.masstransit+json", """{"messageType":["urn:message:Dispatch.Contracts:CompletionRequest"]}"""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_unreadable_message_becomes_one_dead_letter_with_its_bytes()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);

        foreach (var (name, contentType, body) in Messages)
        {
            var properties = new BasicProperties { ContentType = contentType, MessageId = name, Headers = new Dictionary<string, object?> { ["origin"] = "test" } };
            await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, Encoding.UTF8.GetBytes(body), Cancellation);
        }

        foreach (var (name, contentType, body) in Messages)
        {
            var letter = await scenario.Client.DeadLetterAsync(name, Cancellation);
            Assert.Equal(DeadLetterReason.Malformed, letter.Reason);
            Assert.Null(letter.Request);
            Assert.Equal((contentType, body, "test"), (letter.Raw?.ContentType, Encoding.UTF8.GetString(letter.Raw!.Body.Span), letter.Raw.Headers["origin"]));
        }

        await scenario.Client.PublishAsync(OutcomeClient.Request("good"), Cancellation);
        await scenario.Client.ResultAsync("good", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.dead-letters", Messages.Length, Cancellation);
        Assert.Equal(Messages.Length + 1, scenario.Client.Received.Count);
        Assert.Null(await scenario.VirtualHost.CountAsync("dispatch.requests_error", Cancellation));
        Assert.Null(await scenario.VirtualHost.CountAsync("dispatch.requests_skipped", Cancellation));
    }

    [Fact]
    public async Task A_forged_history_is_malformed()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var properties = new BasicProperties { ContentType = "application/json", MessageId = "forged", Headers = new Dictionary<string, object?> { ["Dispatch-History"] = "{}" } };

        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, """{"id":"a","routingGroup":"alpha","body":{}}"""u8.ToArray(), Cancellation);

        Assert.Equal(DeadLetterReason.Malformed, (await scenario.Client.DeadLetterAsync("a", Cancellation)).Reason);
        Assert.Empty(provider.Calls);
    }
}
