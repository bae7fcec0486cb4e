using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Workers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A request that workers die of ends in a dead letter, and those that were beside it do not.</summary>
public sealed class IsolationTests(BrokerFixture brokers)
{
    private const string Poison = "poison";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_kills_its_worker_each_time_is_a_dead_letter_and_its_neighbours_are_answered()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var died = new SemaphoreSlim(0);
        WorkerProcess? worker = null;
        var provider = await scenario.AddProviderAsync("alpha", timeout: "2m");
        // The neighbours are slow: each is in work when the worker dies, as long as the poison is beside it.
        provider.Behaviour = async (context, call) =>
        {
            if (call.Text.Contains(Poison, StringComparison.Ordinal))
            {
                await worker!.KillAsync();
                died.Release();
            }
            else if (worker is { HasExited: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), context.RequestAborted);
                await Behaviours.Answer()(context, call);
            }
        };
        worker = await scenario.StartWorkerAsync();
        const int Neighbours = 40;
        for (var i = 0; i < Neighbours / 2; i++)
            await PublishAsync(scenario, $"r-{i}", "Hello");
        await PublishAsync(scenario, Poison, Poison);
        for (var i = Neighbours / 2; i < Neighbours; i++)
            await PublishAsync(scenario, $"r-{i}", "Hello");

        var deaths = 0;
        var letter = scenario.Client.DeadLetterAsync(Poison, Cancellation);
        while (await Task.WhenAny(letter, died.WaitAsync(Cancellation)) != letter)
        {
            deaths++;
            // Not waited for: it may be dead before it has said that it is ready, and whom the provider kills must be this one by then.
            worker = await scenario.LaunchWorkerAsync();
        }

        Assert.Equal(5, deaths);
        Assert.Equal(DeadLetterReason.Faulted, (await letter).Reason);
        Assert.Contains("2 times beside others and 3 times with this request alone", (await letter).Message, StringComparison.Ordinal);
        Assert.Equal(Poison, (await letter).Request?.Id);
        for (var i = 0; i < Neighbours; i++)
            await scenario.Client.ResultAsync($"r-{i}", Cancellation);
        Assert.Equal(1, await scenario.VirtualHost.CountAsync("dispatch.dead-letters", Cancellation));
        Assert.Equal(Neighbours, scenario.Client.Received.Select(outcome => outcome.MessageId).Distinct().Count() - 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{deaths} workers died; {provider.CallCount - deaths} calls for {Neighbours} requests beside it, all answered.");
    }

    [Fact]
    public async Task A_message_that_kills_whoever_reads_it_is_not_read_any_more()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        await (await scenario.StartWorkerAsync()).StopAsync(Cancellation);
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var body = """{"id":"poison","routingGroup":"alpha","body":{}}"""u8.ToArray();
        var properties = new BasicProperties { MessageId = "m-1", ContentType = "application/json", Headers = new Dictionary<string, object?> { ["origin"] = "test" } };
        await channel.BasicPublishAsync("", "dispatch.requests.isolated", mandatory: true, properties, body, Cancellation);
        for (var i = 0; i < 5; i++)
            await channel.BasicNackAsync((await TakeAsync(channel)).DeliveryTag, multiple: false, requeue: true, Cancellation);

        await scenario.StartWorkerAsync();

        var letter = await scenario.Client.DeadLetterAsync("m-1", Cancellation);
        Assert.Equal((DeadLetterReason.Faulted, null), (letter.Reason, letter.Request));
        Assert.Equal(body, letter.Raw!.Body.ToArray());
        Assert.Equal("test", letter.Raw.Headers["origin"]);
        Assert.Empty(provider.Calls);
    }

    [Fact]
    public async Task A_message_is_isolated_as_it_came_and_answered_from_there()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        await (await scenario.StartWorkerAsync()).StopAsync(Cancellation);
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        // What a redelivery would have to take for an order to the broker: it goes to no other queue than before.
        await channel.QueueDeclareAsync("copies", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
        var properties = new BasicProperties
        {
            MessageId = "m-1",
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["CC"] = new List<object> { "copies" } },
        };
        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, """{"id":"r-1","routingGroup":"alpha","body":{}}"""u8.ToArray(), Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("copies", 1, Cancellation);
        for (var i = 0; i < 2; i++)
            await channel.BasicNackAsync((await TakeAsync(channel, "dispatch.requests")).DeliveryTag, multiple: false, requeue: true, Cancellation);

        var worker = await scenario.StartWorkerAsync();

        await scenario.Client.ResultAsync("r-1", Cancellation);
        await worker.WaitForLineAsync("Message m-1 came back 2 times without an outcome; it is worked on alone", Cancellation);
        Assert.Single(provider.Calls);
        Assert.Equal(1, await scenario.VirtualHost.CountAsync("copies", Cancellation));
    }

    private static Task PublishAsync(Scenario scenario, string id, string prompt) => scenario.Client.PublishAsync(
        OutcomeClient.Request(id, "alpha", $$"""{"model":"m-1","messages":[{"role":"user","content":"{{prompt}}"}]}"""), Cancellation);

    private static async Task<BasicGetResult> TakeAsync(IChannel channel, string queue = "dispatch.requests.isolated")
    {
        // A message that was handed back takes a moment to be there again.
        BasicGetResult? taken;
        while ((taken = await channel.BasicGetAsync(queue, autoAck: false, Cancellation)) is null)
            await Task.Yield();
        return taken;
    }
}
