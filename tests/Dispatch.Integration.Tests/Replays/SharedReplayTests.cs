using System.Globalization;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>A replay of many letters, where two monitors share a store.</summary>
public sealed class SharedReplayTests(BrokerFixture brokers)
{
    private const int Letters = 300;
    private static readonly int Ramp = ReplayRamp.Steps.Sum();

    // Who marks which letter as being sent is written down, and who takes the replay from another, and whether that one's time was over: on a
    // machine that is short of time it may be so before the kill. Whoever notes the first ones after the ramp as sent passes the gate.
    private static readonly string Triggers = string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE sends (name TEXT NOT NULL, position INTEGER NOT NULL);
        CREATE FUNCTION note_send() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN INSERT INTO sends VALUES (current_setting('application_name'), NEW.position); RETURN NULL; END$$;
        CREATE TRIGGER sends AFTER UPDATE ON replay_items FOR EACH ROW
            WHEN (NEW.state = {(int)ReplayItemState.Sending} AND OLD.state <> NEW.state) EXECUTE FUNCTION note_send();
        CREATE TABLE takeovers (name TEXT NOT NULL, in_time BOOLEAN NOT NULL);
        CREATE FUNCTION note_takeover() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN INSERT INTO takeovers VALUES (current_setting('application_name'), OLD.owned_until <= extract(epoch FROM clock_timestamp()) * 1000); RETURN NULL; END$$;
        CREATE TRIGGER takeovers AFTER UPDATE ON replay_jobs FOR EACH ROW
            WHEN (OLD.owner IS NOT NULL AND NEW.owner <> OLD.owner) EXECUTE FUNCTION note_takeover();
        CREATE TRIGGER gate AFTER UPDATE ON replay_items FOR EACH ROW
            WHEN (NEW.state = {(int)ReplayItemState.Sent} AND NEW.position > {Ramp}) EXECUTE FUNCTION pass_gate();
        """);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_monitor_runs_it_and_the_other_goes_on_when_that_one_is_killed_before_it_noted_what_it_sent()
    {
        await using var store = await SharedStore.CreateAsync(Triggers);
        await using var scenario = await Scenario.CreateAsync(brokers);
        var answers = new Gate();
        var provider = await scenario.AddProviderAsync("alpha", answers.Behaviour, timeout: "3m");
        scenario.AddGroup("chat", "alpha");
        var worker = scenario.StartWorkerAsync();
        var (first, second) = (StartAsync(scenario, store, "first"), StartAsync(scenario, store, "second"));
        await worker;
        var monitors = new Dictionary<string, WorkerProcess> { ["first"] = await first, ["second"] = await second };
        await Letter.PublishAsync(scenario.VirtualHost, Enumerable.Range(0, Letters).Select(Of), Cancellation);
        await store.WaitForCountAsync(Letters);
        await store.HoldGateAsync();
        await using var orders = new ReplayOrders(store.Place);

        var job = await orders.Jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Rate = 100, Who = "ann" }, Cancellation);
        answers.LetThrough(Ramp);
        var runner = await store.WaitForOneAtGateAsync();
        var before = await SendsAsync(store);
        await monitors[runner].KillAsync();
        await store.OpenGateAsync();
        answers.Open();

        var progress = (await orders.WaitForAsync(job.Id, job => job.State == ReplayState.Done)).Progress;
        Assert.Equal((Letters, Letters), (progress.Total, progress.Resolved));
        var takeovers = await store.QueryAsync<bool>("SELECT name, in_time FROM takeovers");
        Assert.All(takeovers, takeover => Assert.True(takeover.Value));
        Assert.NotEqual(runner, takeovers[^1].Name);
        Assert.InRange(before.Count, Ramp + 1, Letters - 1);
        var sends = await SendsAsync(store);
        Assert.Equal(Enumerable.Range(1, Letters), sends.Select(send => send.Value));
        Assert.Equal([monitors.Keys.Single(name => name != runner)], sends.Skip(before.Count).Select(send => send.Name).Distinct());
        Assert.Equal(Enumerable.Range(0, Letters).Select(number => $"r-{number}").Order(), provider.Calls.Select(UserOf).Order());
        Assert.Equal(new LetterCounts(0, 0, Letters, 0, 0), await store.Reader.CountsAsync(Cancellation));
        await scenario.VirtualHost.WaitUntilEmptyAsync("dispatch.replays", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", Letters, Cancellation);
    }

    private static async Task<WorkerProcess> StartAsync(Scenario scenario, SharedStore store, string name)
    {
        scenario.Monitor = store.Monitor(name);
        return await scenario.StartWorkerAsync(WorkerRoles.Monitor);
    }

    // Each says in its body which one it is: the provider sees nothing else.
    private static CompletionDeadLettered Of(int number) => Letter.Of(number) with
    {
        Request = OutcomeClient.Request($"r-{number}", "chat", $$"""{"model":"m-1","user":"r-{{number}}","messages":[]}"""),
    };

    private static string? UserOf(RecordedCall call) => JsonElement.Parse(call.Text).GetProperty("user").GetString();

    private static Task<IReadOnlyList<(string Name, int Value)>> SendsAsync(SharedStore store) => store.QueryAsync<int>("SELECT name, position FROM sends ORDER BY position");
}
