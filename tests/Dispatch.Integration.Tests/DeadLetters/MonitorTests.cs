using System.Net;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>The role monitor on a real broker: takes what is dead-lettered, and loses nothing.</summary>
public sealed class MonitorTests(BrokerFixture brokers) : IDisposable
{
    private const string Queue = "dispatch.dead-letters";

    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_keeps_the_dead_letters_of_its_requests()
    {
        await using var scenario = await CreateAsync();
        await scenario.AddProviderAsync("alpha", Behaviours.Status(400));
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor);

        await scenario.Client.PublishAsync(OutcomeClient.Request("r-1"), Cancellation);
        var published = await scenario.Client.DeadLetterAsync("r-1", Cancellation);
        await _store.WaitForAsync(1, Cancellation);

        var summary = (await _store.Reader.PageAsync(LetterFilter.Open, null, 10, Cancellation)).Letters.Single();
        Assert.Equal(("r-1", DeadLetterReason.Rejected, "chat", "alpha"), (summary.RequestId, summary.Reason, summary.RoutingGroup, summary.Provider));
        Assert.Equal([new("test", "r-1")], summary.Metadata);
        var detail = await _store.Reader.FindAsync(summary.Id, Cancellation);
        Assert.Equal(published.Attempts, detail!.Letter.Attempts);
        Assert.Equal(published.Request!.Body.GetRawText(), detail.Letter.Request!.Body.GetRawText());
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    [Fact]
    public async Task A_monitor_alone_makes_the_queues_and_empties_the_one_of_dead_letters()
    {
        await using var scenario = await CreateAsync();
        var monitor = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await monitor.WaitForLineAsync("Taking dead letters", Cancellation);

        await Letter.PublishAsync(scenario.VirtualHost, Enumerable.Range(0, 1200).Select(Letter.Of), Cancellation);

        Assert.Equal(1200, await _store.WaitForAsync(1200, Cancellation));
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
        Assert.Equal([600, 600], (await _store.Reader.GroupsAsync(LetterFilter.Open, null, 10, Cancellation)).Groups.Select(group => group.Count));
        Assert.Equal(0, await monitor.StopAsync(Cancellation));
    }

    [Fact]
    public async Task Without_the_role_the_queue_keeps_them()
    {
        await using var scenario = await CreateAsync();
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();

        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(1)], Cancellation);

        Assert.Equal(1, await scenario.VirtualHost.CountAsync(Queue, Cancellation));
        Assert.False(File.Exists(_store.File));
    }

    [Fact]
    public async Task A_monitor_that_is_killed_again_and_again_keeps_each_letter_once()
    {
        const int Letters = 4000;
        await using var scenario = await CreateAsync(batch: 50);
        var first = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await first.WaitForLineAsync("Taking dead letters", Cancellation);
        await first.KillAsync();
        await Letter.PublishAsync(scenario.VirtualHost, Enumerable.Range(0, Letters).Select(Letter.Of), Cancellation);

        var kills = 0;
        for (long there = 0; kills < 5 && there < Letters; kills++)
        {
            var monitor = await scenario.LaunchWorkerAsync(WorkerRoles.Monitor);
            there = await _store.WaitForAsync(Math.Min(there + 1, Letters), Cancellation);
            await monitor.KillAsync();
        }

        await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await _store.WaitForAsync(Letters, Cancellation);
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
        Assert.Equal(Letters, await _store.Reader.CountAsync(LetterFilter.All, Cancellation));
        Assert.Equal(Letters, (await _store.Reader.GroupsAsync(LetterFilter.All, null, 10, Cancellation)).Groups.Sum(group => group.Count));
        Assert.InRange(kills, 2, 5);
    }

    [Fact]
    public async Task While_the_store_is_down_letters_stay_on_the_queue_and_the_worker_works()
    {
        await using var scenario = await CreateAsync();
        await scenario.AddProviderAsync("alpha", Behaviours.Status(400));
        await scenario.AddProviderAsync("beta");
        var folder = Path.GetDirectoryName(_store.File)!;
        await File.WriteAllTextAsync(folder, "where the folder is to be", Cancellation);
        var worker = await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor);
        await worker.WaitForLineAsync("Dead letters cannot be stored, and stay on the queue: The folder of the dead letters' store", Cancellation);

        await scenario.Client.PublishAsync(OutcomeClient.Request("bad", "alpha"), Cancellation);
        await scenario.Client.PublishAsync(OutcomeClient.Request("good", "beta"), Cancellation);
        await scenario.Client.DeadLetterAsync("bad", Cancellation);
        await scenario.Client.ResultAsync("good", Cancellation);
        await scenario.VirtualHost.WaitForCountAsync(Queue, 1, Cancellation);
        var (status, health) = await HealthAsync(worker);
        File.Delete(folder);

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (status, health.GetProperty("status").GetString()));
        Assert.Contains("set monitor.store", health.GetProperty("checks").GetProperty("deadLetters").GetProperty("description").GetString(), StringComparison.Ordinal);
        await _store.WaitForAsync(1, Cancellation);
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    [Fact]
    public async Task A_monitor_outlives_a_restart_of_the_broker()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var scenario = await Scenario.CreateAsync(await broker.CreateVirtualHostAsync(Cancellation));
        scenario.Monitor = new { Store = _store.File };
        await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(1)], Cancellation);
        await _store.WaitForAsync(1, Cancellation);

        await broker.RestartAsync(Cancellation);
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(2)], Cancellation);

        Assert.Equal(2, await _store.WaitForAsync(2, Cancellation));
    }

    [Fact]
    public async Task What_is_no_dead_letter_is_kept_as_bytes_and_does_not_come_again()
    {
        await using var scenario = await CreateAsync();
        await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        string[] foreign = ["{", "hello", "[]", "\"text\"", "{\"id\":7}", """{"messageType":["urn:message:Other:Thing"],"message":{"id":"x"}}"""];

        await Letter.PublishAsync(scenario.VirtualHost, foreign.Select(text => (Encoding.UTF8.GetBytes(text), "text/plain")), Cancellation);
        await Letter.PublishAsync(scenario.VirtualHost, [(JsonSerializer.SerializeToUtf8Bytes(Letter.Of(1), JsonSerializerOptions.Web), "application/json")], Cancellation);
        await _store.WaitForAsync(foreign.Length + 1, Cancellation);

        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
        var kept = await _store.Reader.StreamAsync(new LetterFilter { Reason = DeadLetterReason.Malformed }, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(foreign.Order(), kept.Select(letter => Encoding.UTF8.GetString(letter.Letter.Raw!.Body.Span)).Order());
        Assert.All(kept, letter => Assert.Equal("text/plain", letter.Letter.Raw!.ContentType));
        Assert.Equal(1, await _store.Reader.CountAsync(new LetterFilter { RequestId = "r-1", Reason = DeadLetterReason.ChainExhausted }, Cancellation));
    }

    [Fact]
    public async Task An_oversized_letter_says_where_its_message_is()
    {
        await using var scenario = await CreateAsync();
        await scenario.StartWorkerAsync(WorkerRoles.Monitor);

        await Letter.PublishAsync(
            scenario.VirtualHost, [Letter.Of(1) with { Request = null, KeptIn = "dispatch.dead-letters.oversized", Metadata = new Dictionary<string, string>() }], Cancellation);
        await _store.WaitForAsync(1, Cancellation);

        Assert.Equal("dispatch.dead-letters.oversized", (await _store.Reader.PageAsync(LetterFilter.All, null, 1, Cancellation)).Letters.Single().KeptIn);
    }

    public void Dispose() => _store.Dispose();

    private async Task<Scenario> CreateAsync(int batch = 500)
    {
        var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File, Batch = batch };
        return scenario;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> HealthAsync(WorkerProcess worker)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(worker.Address, "health/ready"), Cancellation);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, document.RootElement.Clone());
    }
}
