using System.Net.Http.Json;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>A worker with a monitor, whose only provider is down: every request of the group chat has become a dead letter.</summary>
public sealed class Outage : IAsyncDisposable
{
    /// <summary>What a prompt holds that would do harm where it is not encoded.</summary>
    public const string Hostile = "</code><script>window.harm = 1</script><img src=x onerror=\"window.harm = 1\">";

    private const int First = 4700;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Scenario _scenario;
    private readonly string _folder;

    private Outage(Scenario scenario, string folder) => (_scenario, _folder) = (scenario, folder);

    public TestProvider Provider { get; private set; } = null!;

    public WorkerProcess Worker { get; private set; } = null!;

    /// <param name="brokers">Where the broker is.</param>
    /// <param name="requests">How many requests there are.</param>
    /// <param name="store">Where dead letters are kept, as in <c>monitor.store</c>; null: in a file of its own.</param>
    public static async Task<Outage> BeginAsync(BrokerFixture brokers, int requests, string? store = null)
    {
        var scenario = await Scenario.CreateAsync(brokers);
        var outage = new Outage(scenario, Directory.CreateTempSubdirectory("dispatch-store-").FullName);
        try
        {
            await outage.BeginAsync(requests, store ?? Path.Combine(outage._folder, "dead-letters.db"));
            return outage;
        }
        catch
        {
            await outage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The provider answers again.</summary>
    public void End() => Provider.Behaviour = Behaviours.Answer();

    public async ValueTask DisposeAsync()
    {
        await _scenario.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BeginAsync(int requests, string store)
    {
        var cancellation = TestContext.Current.CancellationToken;
        // All are called before the first fails, so that none waits for a provider that is left alone.
        var gate = new Gate(Behaviours.Status(503, "The engine is overloaded, please try again later"));
        Provider = await _scenario.AddProviderAsync("openai", gate.Behaviour, timeout: "1m", more: new { Breaker = new { Initial = "1s", Max = "2s" } });
        _scenario.AddGroup("chat", new { Key = "openai", Model = "gpt-4.1-mini" });
        _scenario.Limits = new { Rounds = 1, Prefetch = 64 };
        _scenario.Monitor = new { Store = store };
        Worker = await _scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor);
        for (var number = 0; number < requests; number++)
            await _scenario.Client.PublishAsync(Request(number), cancellation);
        await Provider.WaitForCallsAsync(requests, cancellation);
        gate.Open();
        await Worker.WaitForLineAsync("Taking dead letters", cancellation);
        using var client = new HttpClient { BaseAddress = Worker.Address };
        await StoreWatch.UntilAsync(
            () => client.GetFromJsonAsync<JsonElement>("/api/dead-letters/counts", cancellation),
            counts => counts.GetProperty("open").GetInt64() == requests, counts => $"{counts} in the store, not {requests} open.", Patience, cancellation);
    }

    private static CompletionRequest Request(int number) => new()
    {
        Id = $"ticket-{First + number}",
        RoutingGroup = "chat",
        Metadata = new Dictionary<string, string> { ["team"] = number % 3 == 0 ? "search" : "support", ["job"] = "nightly" },
        Body = JsonSerializer.SerializeToElement(new
        {
            temperature = 0.2,
            messages = new object[]
            {
                new { role = "system", content = "Summarise the ticket in one sentence." },
                new { role = "user", content = $"Ticket {First + number}: {Hostile}" },
            },
        }),
    };
}
