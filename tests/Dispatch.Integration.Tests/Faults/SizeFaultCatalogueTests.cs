using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Answers that would fill a worker's memory.</summary>
public sealed class SizeFaultCatalogueTests(BrokerFixture brokers, FaultTable table)
{
    private const long MiB = 1024 * 1024;

    // A worker at rest has some 100 MiB. To this come four answers of 12 MiB at once, each twice while its buffer grows.
    private const long Bound = 384 * MiB;

    [Theory]
    [InlineData(38, "200 with 100 MB, 4 requests")]
    [InlineData(39, "200 with 2 MB of gzip that unpack to 2 GB, 4 requests")]
    public async Task An_answer_over_the_limit_is_not_read_to_its_end(int number, string fault)
    {
        await using var run = await Fault.CreateAsync(brokers, table, number, fault);
        var gate = new Gate(number == 38 ? Behaviours.Huge(100_000_000) : HostileBehaviours.GzipBomb(2_000_000_000));
        var first = await run.AddAsync("first", gate.Behaviour, more: new { Breaker = new { Failures = 10 } });
        await run.AddAsync("second");
        var worker = await run.StartAsync();
        var rest = worker.PeakWorkingSet;
        string[] ids = ["r-0", "r-1", "r-2", "r-3"];

        await run.PublishAsync(ids);
        await first.WaitForCallsAsync(ids.Length, TestContext.Current.CancellationToken);
        gate.Open();
        var results = await run.ResultsAsync(ids);

        var peak = worker.PeakWorkingSet;
        run.Record(
            $"{results.Count} of {ids.Length} answered by second",
            $"{FaultText.Of(results[0].Attempts)}; the worker's memory peaks at {peak / MiB} MiB, {rest / MiB} MiB before");
        Assert.All(results, result => Assert.Equal(("second", FailureKind.InvalidResponse), (result.Provider, result.Attempts[0].FailureKind)));
        Assert.Equal(ids.Length, first.CallCount);
        Assert.InRange(peak, MiB, Bound);
    }
}
