using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>Dead letters are put right: with a broker, a worker process and an HTTP provider that is down, and then up.</summary>
public sealed class ReplayTests(BrokerFixture brokers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_outage_all_letters_of_a_group_are_resolved_step_by_step()
    {
        const int Requests = 200;
        await using var scenario = await CreateAsync();
        var provider = await scenario.AddProviderAsync("alpha", Down());
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await PublishAsync(scenario, Requests);
        await monitor.WaitForAsync(Requests, LetterState.Open);
        var group = (await monitor.Letters.GroupsAsync(LetterFilter.Open, null, 10, Cancellation)).Groups.Single();
        var before = provider.Calls.Count;
        var gate = new Gate();
        provider.Behaviour = gate.Behaviour;

        var job = await monitor.Jobs.CreateAsync(Order(new LetterFilter { Fingerprint = group.Fingerprint }, rate: 1000), Cancellation);
        await provider.WaitForCallsAsync(before + 1, Cancellation);
        // The first is under way: until its result is known no other is sent.
        Assert.Equal((1, 199), ((await monitor.Jobs.FindAsync(job.Id, Cancellation))!.Progress.Sent, (await monitor.Jobs.FindAsync(job.Id, Cancellation))!.Progress.Pending));
        gate.Open();

        job = await monitor.WaitForAsync(job.Id, ReplayState.Done);
        Assert.Equal((Requests, Requests, 3), (job.Progress.Total, job.Progress.Resolved, job.Progress.Step));
        Assert.Equal(new LetterCounts(0, 0, Requests, 0, 0), await monitor.Letters.CountsAsync(Cancellation));
        Assert.Equal(Requests, provider.Calls.Skip(before).Select(IdOf).Distinct().Count());
        Assert.Equal(before + Requests, provider.Calls.Count);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.results", Requests, Cancellation);
        await scenario.VirtualHost.WaitForCountAsync("dispatch.replays", 0, Cancellation);
    }

    [Fact]
    public async Task While_the_provider_is_still_down_a_replay_stops_by_itself_after_the_first()
    {
        await using var scenario = await CreateAsync();
        var provider = await scenario.AddProviderAsync("alpha", Down());
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await PublishAsync(scenario, 20);
        await monitor.WaitForAsync(20, LetterState.Open);
        var before = provider.Calls.Count;

        var job = await monitor.Jobs.CreateAsync(Order(LetterFilter.All), Cancellation);
        job = await monitor.WaitForAsync(job.Id, ReplayState.Stopped);

        Assert.Contains("same failure as before", job.Why, StringComparison.Ordinal);
        Assert.Equal((1, 19), (job.Progress.ReturnedSame, job.Progress.Pending));
        Assert.Equal(before + 1, provider.Calls.Count);
        // What came back is a letter of its own, with its own history.
        var item = (await monitor.Jobs.ItemsAsync(job.Id, ReplayItemState.ReturnedSame, 1, 0, Cancellation)).Items.Single();
        var (old, returned) = (await monitor.Letters.FindAsync(item.LetterId, Cancellation), await monitor.Letters.FindAsync(item.ReturnedAs!, Cancellation));
        Assert.Equal((LetterState.Superseded, LetterState.Open), (old!.Summary.State, returned!.Summary.State));
        Assert.Equal((1, item.LetterId), (returned.Summary.Generation, returned.Summary.ReplayOf));
        Assert.True(returned.Letter.Attempts.Single().StartedAt > old.Letter.DeadLetteredAt);

        provider.Behaviour = Behaviours.Answer();
        await monitor.Jobs.ResumeAsync(job.Id, "ann", Cancellation);
        job = await monitor.WaitForAsync(job.Id, ReplayState.Done);
        Assert.Equal((19, 1), (job.Progress.Resolved, job.Progress.ReturnedSame));
    }

    [Fact]
    public async Task A_paused_replay_sends_nothing_and_goes_on_when_it_is_resumed()
    {
        await using var scenario = await CreateAsync();
        var provider = await scenario.AddProviderAsync("alpha", Down());
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await PublishAsync(scenario, 20);
        await monitor.WaitForAsync(20, LetterState.Open);
        var before = provider.Calls.Count;
        var gate = new Gate();
        provider.Behaviour = gate.Behaviour;

        var job = await monitor.Jobs.CreateAsync(Order(LetterFilter.All, rate: 1000), Cancellation);
        await provider.WaitForCallsAsync(before + 1, Cancellation);
        await monitor.Jobs.PauseAsync(job.Id, "ann", Cancellation);
        gate.Open();
        await monitor.WaitForAsync(1, LetterState.Resolved);

        Assert.Equal((ReplayState.Paused, 19), ((await monitor.Jobs.FindAsync(job.Id, Cancellation))!.State, (await monitor.Jobs.FindAsync(job.Id, Cancellation))!.Progress.Pending));
        await monitor.Jobs.ResumeAsync(job.Id, "ann", Cancellation);
        Assert.Equal(20, (await monitor.WaitForAsync(job.Id, ReplayState.Done)).Progress.Resolved);
        Assert.Equal(before + 20, provider.Calls.Count);
    }

    [Fact]
    public async Task A_letter_can_be_replayed_with_another_group_and_an_edited_body()
    {
        await using var scenario = await CreateAsync();
        await scenario.AddProviderAsync("alpha", Down());
        var beta = await scenario.AddProviderAsync("beta");
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await PublishAsync(scenario, 1);
        await monitor.WaitForAsync(1, LetterState.Open);
        var changes = new ReplayChanges
        {
            RoutingGroup = "beta",
            Body = JsonElement.Parse("""{"model":"m-2","messages":[{"role":"user","content":"Edited"}]}"""),
            TimeToLive = TimeSpan.FromMinutes(5),
        };

        var job = await monitor.Jobs.CreateAsync(Order(LetterFilter.All) with { Changes = changes }, Cancellation);

        await monitor.WaitForAsync(job.Id, ReplayState.Done);
        Assert.Equal(changes.Body.Value.GetRawText(), Assert.Single(beta.Calls).Text);
        await monitor.WaitForAsync(1, LetterState.Resolved);
    }

    [Fact]
    public async Task A_request_whose_deadline_has_passed_is_not_sent_to_die()
    {
        await using var scenario = await CreateAsync();
        var provider = await scenario.AddProviderAsync("alpha", Down());
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await scenario.Client.PublishAsync(Request(0) with { Deadline = TimeProvider.System.GetUtcNow().AddSeconds(2) }, Cancellation);
        await monitor.WaitForAsync(1, LetterState.Open);
        provider.Behaviour = Behaviours.Answer();

        var job = await monitor.Jobs.CreateAsync(Order(LetterFilter.All), Cancellation);

        Assert.Equal(1, (await monitor.WaitForAsync(job.Id, ReplayState.Done)).Progress.Resolved);
    }

    [Fact]
    public async Task A_message_that_could_not_be_read_is_sent_again_as_it_came_or_as_a_request()
    {
        await using var scenario = await CreateAsync();
        var provider = await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        await using var monitor = await ReplayMonitor.StartAsync(scenario.VirtualHost);
        await PublishRawAsync(scenario, "{\"id\":\"r-0\",\"body\":1}"u8.ToArray());
        await monitor.WaitForAsync(1, LetterState.Open);

        var asItCame = await monitor.Jobs.CreateAsync(Order(LetterFilter.All), Cancellation);
        await monitor.WaitForAsync(asItCame.Id, ReplayState.Done);
        await monitor.WaitForAsync(1, LetterState.Superseded);
        var returned = (await monitor.Letters.PageAsync(LetterFilter.Open, null, 10, Cancellation)).Letters.Single();
        Assert.Equal((DeadLetterReason.Malformed, 1), (returned.Reason, returned.Generation));

        var changes = new ReplayChanges { RoutingGroup = "alpha", Body = JsonElement.Parse("""{"model":"m-1"}""") };
        var edited = await monitor.Jobs.CreateAsync(Order(new LetterFilter { Ids = [returned.Id] }) with { Changes = changes }, Cancellation);

        await monitor.WaitForAsync(edited.Id, ReplayState.Done);
        Assert.Equal("""{"model":"m-1"}""", Assert.Single(provider.Calls).Text);
        await monitor.WaitForAsync(1, LetterState.Resolved);
    }

    // Every failure ends in a dead letter at once, and keeps no other request from the provider: an outage, but for the waiting.
    private static ProviderBehaviour Down() => Behaviours.Status(400, "The deployment is not there.", "invalid_request_error");

    private static ReplayOrder Order(LetterFilter letters, double? rate = null) => new() { Letters = letters, Rate = rate, Who = "ann" };

    private static CompletionRequest Request(int number) =>
        OutcomeClient.Request($"r-{number}", "alpha", $$"""{"model":"m-1","user":"r-{{number}}","messages":[]}""");

    private static string? IdOf(RecordedCall call) => JsonElement.Parse(call.Text).GetProperty("user").GetString();

    private async Task<Scenario> CreateAsync() => await Scenario.CreateAsync(brokers);

    private static async Task PublishAsync(Scenario scenario, int count)
    {
        for (var i = 0; i < count; i++)
            await scenario.Client.PublishAsync(Request(i), Cancellation);
    }

    private static async Task PublishRawAsync(Scenario scenario, byte[] body)
    {
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, new BasicProperties { ContentType = "application/json" }, body, Cancellation);
    }
}
