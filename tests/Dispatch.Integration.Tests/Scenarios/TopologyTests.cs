using System.Net;
using System.Text;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>Every queue is checked at the start, and what is deleted later comes back.</summary>
public sealed class TopologyTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queues_that_are_not_as_they_must_be_are_named_and_nothing_is_consumed_until_they_are_mended()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await DeclareAsync(channel, "dispatch.results", ("x-queue-type", "classic"));
        await DeclareAsync(channel, "dispatch.requests.delay.1s", ("x-queue-type", "quorum"), ("x-message-ttl", 1000));

        var worker = await scenario.LaunchWorkerAsync();

        await worker.WaitForLineAsync(
            $"The queue 'dispatch.results' in virtual host '{scenario.VirtualHost.Name}' has x-queue-type = classic, and needs quorum.", Cancellation);
        var line = await worker.WaitForLineAsync("The queue 'dispatch.requests.delay.1s' in virtual host", Cancellation);
        Assert.Contains("has x-dead-letter-exchange = none, and needs dispatch.requests.retry.", line, StringComparison.Ordinal);
        Assert.Contains($"rabbitmqctl --vhost '{scenario.VirtualHost.Name}' delete_queue 'dispatch.requests.delay.1s'", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await worker.HealthAsync("ready", Cancellation));
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1", "alpha"), Cancellation);

        await channel.QueueDeleteAsync("dispatch.results", false, false, false, Cancellation);
        await channel.QueueDeleteAsync("dispatch.requests.delay.1s", false, false, false, Cancellation);

        await worker.WaitForReadinessAsync(HttpStatusCode.OK, Cancellation);
        await scenario.Client.ResultAsync("r-1", Cancellation);
        Assert.Single(provider.Calls);
    }

    [Theory]
    [InlineData("dispatch.dead-letters", "nowhere")]
    [InlineData("dispatch.results", "alpha")]
    public async Task An_outcome_that_nobody_subscribes_to_finds_a_deleted_queue_declared_again(string queue, string group)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        // With it goes the subscription.
        await scenario.Client.DisposeAsync();
        await channel.QueueDeleteAsync(queue, false, false, false, Cancellation);

        var request = Encoding.UTF8.GetBytes($$"""{"id":"r-1","routingGroup":"{{group}}","body":{ } }""");
        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, new BasicProperties { ContentType = "application/json" }, request, Cancellation);

        await scenario.VirtualHost.WaitForCountAsync(queue, 1, Cancellation);
    }

    [Fact]
    public async Task Requests_in_the_lanes_come_back_though_somebody_deletes_the_queue_that_they_come_back_to()
    {
        const int Requests = 10;
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.RateLimited(TimeSpan.FromSeconds(8)));
        await scenario.StartWorkerAsync();
        for (var i = 0; i < Requests; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{i}", "alpha"), Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.delay.8s", Requests, Cancellation);
        provider.Behaviour = Behaviours.Answer();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);

        await channel.QueueDeleteAsync("dispatch.requests.retry", false, false, false, Cancellation);

        for (var i = 0; i < Requests; i++)
            await scenario.Client.ResultAsync($"r-{i}", Cancellation);
    }

    private static Task DeclareAsync(IChannel channel, string queue, params (string Key, object Value)[] arguments) => channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), cancellationToken: Cancellation);
}
