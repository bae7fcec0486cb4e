namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The short form of the chaos run; <c>tests/chaos</c> runs the long one.</summary>
public sealed class ChaosTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_has_its_one_outcome_although_workers_and_the_broker_are_killed()
    {
        await using var broker = await SingleBroker.StartNewAsync(Cancellation);

        var report = await new ChaosRun(ChaosPlan.Short, broker, Say).RunAsync(Cancellation);

        Say($"\n{ChaosReport.Head}\n{report.Row}");
        Assert.True(report.Broken.Length == 0, report.Broken);
        Assert.Equal(ChaosPlan.Short.WorkerKills, report.WorkersKilled);
        Assert.Equal(ChaosPlan.Short.BrokerKills, report.BrokersKilled);
        Assert.NotEqual(0, report.ConnectionsCut);
    }

    private static void Say(string what) => TestContext.Current.SendDiagnosticMessage("{0}", what);
}
