using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Processes;
using Dispatch.Integration.Tests.Providers;
using MassTransit;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>The ways in which a request comes in and its outcome goes out.</summary>
public sealed class PublishingTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_MassTransit_publisher_gets_its_result()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", new { Key = "alpha", Model = "large" });
        await scenario.StartWorkerAsync();
        const string Body = """{ "model":"m-1","messages":[{"role":"user","content":"\u00e9"}], "temperature":1.0,"x-unknown":{"n":1e2} }""";

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1", body: Body), Cancellation);
        var result = await scenario.Client.ResultAsync("r-1", Cancellation);

        Assert.Equal(Body.Replace("m-1", "large", StringComparison.Ordinal), Assert.Single(provider.Calls).Text);
        Assert.Equal(("chat", "alpha", "large", 200), (result.RoutingGroup, result.Provider, result.Model, result.StatusCode));
        Assert.Equal(Answers.Completion("large"), result.Body.GetRawText());
        Assert.NotNull(result.Usage?.TotalTokens);
        Assert.Equal("r-1", result.Metadata["test"]);
        Assert.Equal(AttemptOutcome.Succeeded, Assert.Single(result.Attempts).Outcome);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 1, Cancellation);
    }

    [Fact]
    public async Task A_request_client_gets_either_outcome_as_its_response_and_the_result_is_not_kept()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync();
        var requests = scenario.Client.Bus.CreateRequestClient<CompletionRequest>();

        Response answered = await requests.GetResponse<CompletionResult, CompletionDeadLettered>(OutcomeClient.Request("r-1"), Cancellation);
        Response refused = await requests.GetResponse<CompletionResult, CompletionDeadLettered>(OutcomeClient.Request("r-2", "nowhere"), Cancellation);

        Assert.Equal("r-1", Assert.IsAssignableFrom<CompletionResult>(answered.Message).Id);
        Assert.Equal(DeadLetterReason.Unroutable, Assert.IsAssignableFrom<CompletionDeadLettered>(refused.Message).Reason);
        await scenario.Client.ResultAsync("r-1", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.dead-letters", 1, Cancellation);
        Assert.Equal(0, await scenario.VirtualHost.CountAsync("dispatch.results", Cancellation));
    }

    [Fact]
    public async Task A_result_whose_requester_has_gone_is_kept()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate();
        var provider = await scenario.AddProviderAsync("alpha", gate.Behaviour);
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync();
        var requester = await OutcomeClient.StartAsync(scenario.VirtualHost.Uri, Cancellation);
        var response = requester.Bus.CreateRequestClient<CompletionRequest>().GetResponse<CompletionResult>(OutcomeClient.Request("r-1"), Cancellation);

        await provider.WaitForCallsAsync(1, Cancellation);
        await requester.DisposeAsync();
        gate.Open();

        await scenario.Client.ResultAsync("r-1", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 1, Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(() => response);

        // The delivery is done with: once a later one is through, the queue is empty and nothing was called or published again.
        await scenario.Client.PublishAsync(OutcomeClient.Request("r-2"), Cancellation);
        await scenario.Client.ResultAsync("r-2", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 2, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests", 0, Cancellation);
        Assert.Equal(2, provider.Calls.Count);
    }

    [Theory]
    [InlineData("queue:mine")]
    [InlineData("exchange:amq.direct")]
    public async Task A_response_address_that_the_broker_refuses_harms_no_other_request(string address)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var gate = new Gate();
        var held = await scenario.AddProviderAsync("held", gate.Behaviour);
        var provider = await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeclareAsync("mine", durable: false, exclusive: true, cancellationToken: Cancellation);
        for (var i = 0; i < 5; i++)
            await scenario.Client.PublishAsync(OutcomeClient.Request($"held-{i}", "held"), Cancellation);
        await held.WaitForCallsAsync(5, Cancellation);

        await channel.BasicPublishAsync(
            "", "dispatch.requests", mandatory: true,
            new BasicProperties { ContentType = "application/json", Headers = new Dictionary<string, object?> { ["MT-Response-Address"] = address } },
            """{"id":"bad","routingGroup":"alpha","body":{}}"""u8.ToArray(), Cancellation);
        await scenario.Client.ResultAsync("bad", Cancellation);
        gate.Open();

        for (var i = 0; i < 5; i++)
            Assert.Single((await scenario.Client.ResultAsync($"held-{i}", Cancellation)).Attempts);
        Assert.Equal(5, held.Calls.Count);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task A_delay_lane_that_was_deleted_is_declared_again_and_no_call_is_repeated()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var limited = await scenario.AddProviderAsync("limited", Behaviours.Sequence(Behaviours.RateLimited(TimeSpan.FromSeconds(1)), Behaviours.Answer()));
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeleteAsync("dispatch.requests.delay.1s", cancellationToken: Cancellation);

        await scenario.Client.PublishAsync(OutcomeClient.Request("delayed", "limited"), Cancellation);

        await scenario.Client.ResultAsync("delayed", Cancellation);
        Assert.Equal(2, limited.Calls.Count);
    }

    [Fact]
    public async Task A_request_whose_time_to_live_runs_out_in_the_queue_ends_in_a_dead_letter()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha");
        await (await scenario.StartWorkerAsync()).StopAsync(Cancellation);

        await scenario.Client.Bus.Publish(OutcomeClient.Request("late", "alpha"), publish => publish.TimeToLive = TimeSpan.FromMilliseconds(200), Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.requests.retry", 1, Cancellation);
        await scenario.StartWorkerAsync();

        Assert.Equal(DeadLetterReason.DeadlineExceeded, (await scenario.Client.DeadLetterAsync("late", Cancellation)).Reason);
        Assert.Empty(provider.Calls);
    }

    [Theory]
    [InlineData("", "dispatch.requests")]
    [InlineData("dispatch.requests", "")]
    [InlineData("Dispatch.Contracts:CompletionRequest", "")]
    public async Task Plain_JSON_is_taken_from_the_queue_and_from_the_exchanges(string exchange, string routingKey)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var failing = await scenario.AddProviderAsync("failing", Behaviours.Status(500));
        var provider = await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("m-7", "failing", "alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        const string Body = """{"model":"m-7","messages":[], "temperature":1.0}""";

        await channel.BasicPublishAsync(
            exchange, routingKey, mandatory: true, new BasicProperties { ContentType = "application/json", MessageId = "any-text", Persistent = true },
            Encoding.UTF8.GetBytes($$$"""{"id":"plain","body":{{{Body}}},"metadata":{"k":"v"}}"""), Cancellation);

        var result = await scenario.Client.ResultAsync("plain", Cancellation);
        Assert.Equal(("m-7", "alpha", "v"), (result.RoutingGroup, result.Provider, result.Metadata["k"]));
        Assert.Equal(2, result.Attempts.Length);
        Assert.Equal(Body, Assert.Single(failing.Calls).Text);
        Assert.Equal(Body, Assert.Single(provider.Calls).Text);
    }

    [Fact]
    public async Task A_Python_client_publishes_a_request_and_takes_its_result()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync();

        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Scenarios", "publish.py"), Cancellation);
        var printed = await PythonScript.RunAsync(script, [scenario.VirtualHost.Uri.ToString()], Cancellation);

        using var envelope = JsonDocument.Parse(printed);
        var message = envelope.RootElement.GetProperty("message");
        Assert.Equal("from-python", message.GetProperty("id").GetString());
        Assert.Equal("alpha", message.GetProperty("provider").GetString());
        Assert.Equal(200, message.GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task The_message_id_of_an_outcome_is_derived_from_the_request()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync();

        await scenario.Client.PublishAsync(OutcomeClient.Request("twice"), Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("twice"), Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", 2, Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("last"), Cancellation);
        await scenario.Client.ResultAsync("last", Cancellation);

        var ids = scenario.Client.Received.Where(received => received.Id == "twice").Select(received => received.MessageId).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Single(ids.Distinct());
    }
}
