using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>Queues, policies and alarms that are against what workers need.</summary>
public sealed class ChangedBrokerTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_queue_that_is_not_as_it_must_be_is_named_with_the_command_that_deletes_it_and_stays()
    {
        const string Lane = "dispatch.requests.delay.30s";
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeclareAsync(
            Lane, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "classic" }, cancellationToken: Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(host.Uri), Cancellation);

        Assert.Equal(1, run.ExitCode);
        var error = run.Single("error", BrokerChecks.Topology);
        Assert.Equal($"The queue '{Lane}' has x-queue-type = classic, and needs quorum", error.Found);
        Assert.EndsWith($"rabbitmqctl --vhost '{host.Name}' delete_queue '{Lane}'", error.Remedy, StringComparison.Ordinal);
        Assert.Equal([$"queue {Lane}"], await HealthyBrokerTests.NamesAsync(host));
    }

    [Fact]
    public async Task A_policy_that_lowers_the_delivery_limit_is_an_error_with_the_command_that_clears_it()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await host.SetPolicyAsync("limits", "^dispatch", new JsonObject { ["delivery-limit"] = 5 }, Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(host.Uri), Cancellation, "--management", HealthyBrokerTests.WithUser(host));

        Assert.Equal(1, run.ExitCode);
        var error = run.Single("error", BrokerChecks.Policy);
        Assert.Equal(
            "The policy 'limits' sets delivery-limit = 5 on dispatch.requests.retry, dispatch.requests, dispatch.requests.isolated", error.Found);
        Assert.EndsWith($"rabbitmqctl clear_policy --vhost '{host.Name}' 'limits'", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_makes_dead_lettering_at_most_once_shows_over_AMQP_alone()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await host.SetPolicyAsync("overflow", "^dispatch", new JsonObject { ["overflow"] = "drop-head" }, Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(host.Uri), Cancellation);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("A lane that leads nowhere did not keep its expired messages", run.Single("error", BrokerChecks.DeadLettering).Found);
        run.Single("ok", BrokerChecks.Probe);
        Assert.Empty(await HealthyBrokerTests.NamesAsync(host));
    }

    [Fact]
    public async Task A_memory_alarm_is_an_error_and_what_was_declared_for_the_probe_is_deleted_all_the_same()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var host = await broker.CreateVirtualHostAsync(Cancellation);
        await broker.ControlAsync(["set_vm_memory_high_watermark", "0.000001"], Cancellation);

        var run = await DoctorRun.RunAsync(HealthyBrokerTests.Plain(host.Uri), Cancellation, "--timeout", "10s", "--management", HealthyBrokerTests.WithUser(host));

        Assert.Equal(1, run.ExitCode);
        var alarms = run.Of("error").Where(finding => finding.Check == BrokerChecks.Alarm).Select(finding => finding.Found).ToList();
        Assert.Contains(alarms, found => found.StartsWith("The broker takes no messages: ", StringComparison.Ordinal));
        Assert.Contains(alarms, found => found.EndsWith(" is in memory alarm", StringComparison.Ordinal));
        Assert.Empty(await HealthyBrokerTests.NamesAsync(host));
    }
}
