using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>Two monitors on one PostgreSQL take the dead letters of one broker between them.</summary>
public sealed class SharedStoreTests(BrokerFixture brokers)
{
    private const int Letters = 2000;
    private const int Batch = 50;
    private const string Queue = "dispatch.dead-letters";

    // Whoever commits new letters passes the gate, as the last thing before they are there.
    private const string GateOfCommits =
        "CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON letters DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pass_gate()";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="isCommitting">
    /// Who is killed: one whose letters are in the store and that has not acknowledged them, or one that has letters and waits for its turn.
    /// </param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_letter_is_kept_once_when_one_of_two_monitors_is_killed_and_another_comes(bool isCommitting)
    {
        await using var store = await SharedStore.CreateAsync(GateOfCommits);
        await using var scenario = await Scenario.CreateAsync(brokers);
        var (first, second) = (StartAsync(scenario, store, "first"), StartAsync(scenario, store, "second"));
        var monitors = new Dictionary<string, WorkerProcess> { ["first"] = await first, ["second"] = await second };
        await store.HoldGateAsync();
        await Letter.PublishAsync(scenario.VirtualHost, Enumerable.Range(0, Letters).Select(Letter.Of), Cancellation);
        // Each begins with the few letters that had come by then. The next time it has as many as it takes.
        for (var turn = 0; turn < monitors.Count; turn++)
        {
            await store.WaitForWritersAsync("first", "second");
            await store.LetOneThroughGateAsync();
        }

        await store.WaitForWritersAsync("first", "second");
        var before = await store.Reader.CountAsync(LetterFilter.All, Cancellation);
        var committing = await store.WaitForOneAtGateAsync();
        var killed = isCommitting ? committing : monitors.Keys.Single(name => name != committing);

        await monitors[killed].KillAsync();
        await store.LetOneThroughGateAsync();
        monitors[killed] = await StartAsync(scenario, store, "third");
        await store.WaitForWritersAsync(monitors.Keys.Single(name => name != killed), "third");
        // What was being committed is there, whether or not who did it lives to acknowledge it.
        Assert.InRange(await store.Reader.CountAsync(LetterFilter.All, Cancellation), before + 1, Letters - Batch);
        await store.OpenGateAsync();

        await store.WaitForCountAsync(Letters);
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
        await AssertEachOnceAsync(store);
        foreach (var monitor in monitors.Values)
            Assert.Equal(0, await monitor.StopAsync(Cancellation));
        Assert.Equal(0, await scenario.VirtualHost.CountAsync(Queue, Cancellation));
    }

    private static async Task<WorkerProcess> StartAsync(Scenario scenario, SharedStore store, string name)
    {
        scenario.Monitor = store.Monitor(name, Batch);
        var monitor = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await monitor.WaitForLineAsync("Taking dead letters", Cancellation);
        return monitor;
    }

    private static async Task AssertEachOnceAsync(SharedStore store)
    {
        var kept = await store.Reader.StreamAsync(LetterFilter.All, Cancellation).Select(letter => letter.Summary).ToListAsync(Cancellation);
        Assert.Equal(Enumerable.Range(0, Letters).Select(number => Letter.Of(number).Id).Order(), kept.Select(letter => letter.RequestId).Order());

        var groups = (await store.Reader.GroupsAsync(LetterFilter.All, null, 10, Cancellation)).Groups;
        Assert.Equal(
            kept.CountBy(letter => letter.Fingerprint).Select(group => (group.Key, (long)group.Value)).Order(),
            groups.Select(group => (group.Fingerprint, (long)group.Count)).Order());
        Assert.Equal(new LetterCounts(Letters, 0, 0, 0, 0), await store.Reader.CountsAsync(Cancellation));
    }
}
