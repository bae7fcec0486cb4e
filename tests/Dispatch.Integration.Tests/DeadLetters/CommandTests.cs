using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>
/// What an operator does with <c>dispatch dead-letters</c> beside a running worker, through it or on its store: from an outage to an empty
/// list.
/// </summary>
public sealed class CommandTests(BrokerFixture brokers) : IDisposable
{
    private const int Letters = 12;

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Letters_of_an_outage_are_grouped_replayed_and_resolved(bool isServer)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var (provider, command) = await StartAsync(scenario, isServer);
        foreach (var number in Enumerable.Range(1, Letters))
            await scenario.Client.PublishAsync(OutcomeClient.Request($"r-{number}"), Cancellation);
        await _store.WaitForAsync(Letters, Cancellation);

        var group = Assert.Single((await command.JsonAsync(Cancellation, "groups")).GetProperty("groups").EnumerateArray());
        var fingerprint = group.GetProperty("fingerprint").GetString()!;
        Assert.Equal(Letters, group.GetProperty("count").GetInt32());
        Assert.Equal(Letters, (await command.JsonAsync(Cancellation, "list", "--fingerprint", fingerprint)).GetProperty("letters").GetArrayLength());

        // The cause is still there: it stops after the first.
        var (early, complaint) = await command.RunAsync(Cancellation, "replay", "--fingerprint", fingerprint, "--yes", "--wait");
        Assert.True(early == 1, complaint);
        Assert.Contains("the cause is still there", complaint, StringComparison.Ordinal);
        var stopped = (await command.JsonAsync(Cancellation, "replays", "list")).GetProperty("replays")[0];
        Assert.Equal("stopped", stopped.GetProperty("state").GetString());
        await command.JsonAsync(Cancellation, "replays", "cancel", stopped.GetProperty("id").GetString()!);

        provider.Behaviour = Behaviours.Answer();
        var (exitCode, output) = await command.RunAsync(Cancellation, "replay", "--fingerprint", fingerprint, "--yes", "--wait", "--rate", "100", "--remark", "mended");
        Assert.True(exitCode == 0, output);
        Assert.Contains($"done: {Letters} of {Letters} sent, {Letters} resolved", output, StringComparison.Ordinal);

        var (_, nothing) = await command.RunAsync(Cancellation, "list");
        Assert.Contains($"There are others: {Letters} resolved, 1 superseded", nothing, StringComparison.Ordinal);
        var export = (await command.RunAsync(Cancellation, "export", "--state", "resolved", "--format", "openai")).Output.TrimEnd().Split('\n');
        Assert.Equal(Letters, export.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("custom_id").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_dead_letter_that_comes_is_told_until_the_watch_is_ended(bool isServer)
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        var (_, command) = await StartAsync(scenario, isServer);
        await scenario.Client.PublishAsync(OutcomeClient.Request("before"), Cancellation);
        await _store.WaitForAsync(1, Cancellation);
        await using var watch = command.Start("watch", "--json", "--interval", "100ms");
        await watch.WaitForLineAsync("Watching", Cancellation);

        await scenario.Client.PublishAsync(OutcomeClient.Request("meanwhile"), Cancellation);
        var line = await watch.WaitForLineAsync("{", Cancellation);

        Assert.Equal("meanwhile", JsonSerializer.Deserialize<JsonElement>(line).GetProperty("requestId").GetString());
        Assert.Equal(0, await watch.TerminateAsync(Grace, Cancellation));
        Assert.DoesNotContain("before", watch.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _store.Dispose();

    private async Task<(TestProvider Provider, CommandProcess Command)> StartAsync(Scenario scenario, bool isServer)
    {
        scenario.Monitor = new { Store = _store.File };
        var provider = await scenario.AddProviderAsync("alpha", Behaviours.Status(400, "The field is not known."));
        scenario.AddGroup("chat", "alpha");
        var worker = await scenario.StartWorkerAsync(WorkerRoles.WorkerAndMonitor);
        string[] place = isServer ? ["--server", worker.Address.OriginalString] : ["--store", _store.File];
        return (provider, new CommandProcess(Path.GetTempPath(), place));
    }
}
