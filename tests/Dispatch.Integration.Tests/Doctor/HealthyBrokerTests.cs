using System.Text;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>Where all is well the doctor says so, and leaves everything as it was.</summary>
public sealed class HealthyBrokerTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_with_a_running_worker_is_without_errors_and_as_before()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        var host = scenario.VirtualHost;
        var before = await NamesAsync(host);

        var run = await DoctorRun.RunAsync(scenario.Configuration(), Cancellation, "--management", WithUser(host));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Empty(run.Of("error").Concat(run.Of("warning")));
        Assert.Equal("25 of 25 queues are there as they must be", run.Single("ok", BrokerChecks.Topology).Found);
        Assert.Contains("dispatch.requests: 0 ready, 1 consumer;", run.Single("note", BrokerChecks.Queues).Found, StringComparison.Ordinal);
        Assert.StartsWith("A message came back through a delay lane of 250 ms after ", run.Single("ok", BrokerChecks.Probe).Found, StringComparison.Ordinal);
        foreach (var check in new[] { BrokerChecks.Node, BrokerChecks.Version, BrokerChecks.Features, BrokerChecks.Permissions, BrokerChecks.DeadLettering, BrokerChecks.Management, BrokerChecks.Clock, BrokerChecks.Cluster, BrokerChecks.Policy })
            run.Single("ok", check);
        Assert.Equal(before, await NamesAsync(host));
    }

    [Fact]
    public async Task Queues_that_no_worker_has_declared_yet_are_a_note_and_stay_undeclared()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);

        var run = await DoctorRun.RunAsync(Plain(host.Uri), Cancellation);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.StartsWith("25 of 25 queues are not there: ", run.Single("note", BrokerChecks.Topology).Found, StringComparison.Ordinal);
        run.Single("ok", BrokerChecks.Permissions);
        run.Single("ok", BrokerChecks.Probe);
        run.Single("ok", BrokerChecks.DeadLettering);
        Assert.Empty(await NamesAsync(host));
    }

    [Fact]
    public async Task A_request_that_waits_is_counted_and_not_touched_and_the_lack_of_workers_is_a_warning()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        var settings = new BrokerSettings(host.Uri);
        var worker = new MessagingSettings(settings, Prefetch: 1, Grace: TimeSpan.Zero, Consume: true);
        await new BrokerTopology(new BrokerConnector(settings), worker).DeclareAsync(Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", BrokerNames.Requests, mandatory: true, new BasicProperties(), Encoding.UTF8.GetBytes("waits"), Cancellation);
        await host.WaitForCountAsync(BrokerNames.Requests, 1, Cancellation);
        var before = await NamesAsync(host);

        var run = await DoctorRun.RunAsync(Plain(host.Uri), Cancellation);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("dispatch.requests: 1 ready, 0 consumers;", run.Single("note", BrokerChecks.Queues).Found, StringComparison.Ordinal);
        Assert.Equal("Start one with this configuration: dispatch run", run.Single("warning", BrokerChecks.Queues).Remedy);
        var message = await channel.BasicGetAsync(BrokerNames.Requests, autoAck: true, Cancellation);
        Assert.NotNull(message);
        Assert.False(message.Redelivered);
        Assert.Equal(before, await NamesAsync(host));
        foreach (var queue in await host.QueuesAsync(Cancellation))
            Assert.Equal(0, await host.CountAsync(queue, Cancellation));
    }

    internal static object Plain(Uri transport) => new
    {
        Transport = transport.ToString(),
        Providers = new { Sim = new { Kind = "simulator" } },
    };

    internal static string WithUser(VirtualHost host) =>
        new UriBuilder(host.Management) { UserName = host.Uri.UserInfo.Split(':')[0], Password = host.Uri.UserInfo.Split(':')[1] }.Uri.ToString();

    internal static async Task<List<string>> NamesAsync(VirtualHost host) =>
    [
        .. (await host.QueuesAsync(Cancellation)).Select(name => $"queue {name}")
            .Concat((await host.ExchangesAsync(Cancellation)).Select(name => $"exchange {name}"))
            .Order(StringComparer.Ordinal),
    ];
}
