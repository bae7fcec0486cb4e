using System.Globalization;
using System.Text;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>A worker passes on a request whose history a newer version has written.</summary>
public sealed class HistoryHeaderTests(BrokerFixture brokers)
{
    private const string Lane = "dispatch.requests.delay.60s";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_newer_version_wrote_into_the_history_goes_along_into_the_delay_lane()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.RateLimited(TimeSpan.FromSeconds(60)));
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);

        await PublishAsync(channel, History("providerOverloaded"));
        await scenario.VirtualHost.WaitForCountAsync(Lane, 1, Cancellation);

        using var history = JsonDocument.Parse(await TakeHistoryAsync(channel));
        var root = history.RootElement;
        Assert.Equal("""{ "cents":1.50e+2 }""", root.GetProperty("cost").GetRawText());
        var attempts = root.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(["gone", "alpha"], attempts.Select(attempt => attempt.GetProperty("provider").GetString()));
        Assert.Equal("providerOverloaded", attempts[0].GetProperty("failureKind").GetString());
        Assert.Equal("[1, 2]", attempts[0].GetProperty("tokens").GetRawText());
        Assert.Equal((2, "rateLimited"), (attempts[1].GetProperty("number").GetInt32(), attempts[1].GetProperty("failureKind").GetString()));
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task An_outcome_shows_a_failure_kind_of_a_newer_version_as_unknown()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        await scenario.StartWorkerAsync();
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);

        await PublishAsync(channel, History("providerOverloaded"));

        var result = await scenario.Client.ResultAsync("r-1", Cancellation);
        Assert.Equal([FailureKind.Unknown, null], result.Attempts.Select(attempt => attempt.FailureKind));
    }

    private static string History(string kind)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        return $$"""
            {"createdAt":"{{now}}","round":1,"cost":{ "cents":1.50e+2 },"attempts":[{"number":1,"round":1,"provider":"gone","model":"m-1",
            "startedAt":"{{now}}","duration":0.5,"outcome":"failed","failureKind":"{{kind}}","tokens":[1, 2]}]}
            """;
    }

    private static async Task PublishAsync(IChannel channel, string history)
    {
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["Dispatch-History"] = history },
        };
        await channel.BasicPublishAsync(
            "", "dispatch.requests", mandatory: true, properties, """{"id":"r-1","routingGroup":"alpha","body":{"model":"m-1"}}"""u8.ToArray(), Cancellation);
    }

    private static async Task<string> TakeHistoryAsync(IChannel channel)
    {
        var message = await channel.BasicGetAsync(Lane, autoAck: true, Cancellation);
        return Encoding.UTF8.GetString(Assert.IsType<byte[]>(message!.BasicProperties.Headers!["Dispatch-History"]));
    }
}
