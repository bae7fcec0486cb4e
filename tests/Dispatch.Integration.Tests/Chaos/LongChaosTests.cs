using System.Globalization;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>The long form of the chaos run, on demand: <c>tests/chaos</c>.</summary>
public sealed class LongChaosTests
{
    /// <summary>How many requests; default 20,000.</summary>
    public const string RequestsVariable = "DISPATCH_CHAOS_REQUESTS";

    /// <summary>What victims and faults are drawn from; default 1.</summary>
    public const string SeedVariable = "DISPATCH_CHAOS_SEED";

    /// <summary>A file to which the table is written, a row for each run.</summary>
    public const string TableVariable = "DISPATCH_CHAOS_TABLE";

    private static readonly ChaosPlan Plan = ChaosPlan.Long(Read(RequestsVariable, 20_000), Read(SeedVariable, 1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Nothing_is_lost_on_one_node()
    {
        await using var broker = await SingleBroker.StartNewAsync(Cancellation);
        await RunAsync(broker);
    }

    [Fact(Explicit = true)]
    public async Task Nothing_is_lost_on_a_cluster_of_three()
    {
        await using var broker = await ClusterBroker.StartNewAsync(Cancellation);
        await RunAsync(broker);
    }

    private static async Task RunAsync(IStruckBroker broker)
    {
        var report = await new ChaosRun(Plan, broker, Say).RunAsync(Cancellation);

        if (Environment.GetEnvironmentVariable(TableVariable) is { Length: > 0 } table)
            await File.AppendAllTextAsync(table, $"{(File.Exists(table) ? "" : ChaosReport.Head + "\n")}{report.Row}\n", Cancellation);
        Assert.True(report.Broken.Length == 0, report.Broken);
        Assert.True(report.WorkersKilled >= Plan.WorkerKills);
        Assert.Equal(Plan.BrokerKills, report.BrokersKilled);
    }

    private static void Say(string what) => TestContext.Current.SendDiagnosticMessage("{0}", what);

    private static int Read(string variable, int fallback) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : fallback;
}
