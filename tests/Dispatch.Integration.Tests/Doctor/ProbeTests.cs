using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;

namespace Dispatch.Integration.Tests.Doctor;

/// <summary>The probe itself, where its outcome depends on a time that a process can't be given.</summary>
public sealed class ProbeTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_stays_away_is_an_error_and_its_queues_are_deleted()
    {
        await using var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var publishing = await PublishingConnection.OpenAsync(new BrokerSettings(host.Uri), Cancellation);
        var queues = new ProbeQueues(connection);

        // The lane holds it back for longer.
        var finding = await new LaneProbe(connection, publishing, queues, TimeProvider.System, TimeSpan.FromMilliseconds(1)).RunAsync(Cancellation);

        Assert.Equal((BrokerSeverity.Error, BrokerChecks.Probe), (finding.Severity, finding.Check));
        Assert.Contains("did not come back", finding.Found, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
        Assert.Equal([queues.Prefix, $"{queues.Prefix}.lane"], (await host.QueuesAsync(Cancellation)).Order(StringComparer.Ordinal));

        await queues.DisposeAsync();
        Assert.Empty(await HealthyBrokerTests.NamesAsync(host));
        Assert.Empty(queues.Left);
    }
}
