using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Completions;
using Dispatch.Worker.Tests.Providers;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Worker.Tests.DeadLetters.Replays;

/// <summary>The embedded default: worker, monitor and replay in one process, without a broker.</summary>
public sealed class MemoryReplayTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dispatch-replay-").FullName;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_is_replayed_and_resolved()
    {
        var isUp = false;
        var adapter = new ScriptedAdapter((_, _) => Task.FromResult<ProviderReply>(isUp
            ? new ProviderReply.Answered(200, Sample.Json("""{"choices":[1]}"""), null)
            : new ProviderReply.Failed(FailureKind.InvalidRequest, 400, null, "it is down")));
        var services = await StartAsync(adapter);
        var (reader, jobs) = (services.GetRequiredService<LetterReader>(), services.GetRequiredService<ReplayJobs>());
        await services.GetRequiredService<IBus>().Publish(Sample.Request(), Token);
        await WaitAsync(async () => (await reader.CountsAsync(Token)).Open == 1);

        var first = await jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        await WaitAsync(async () => (await jobs.FindAsync(first.Id, Token))!.State == ReplayState.Done);
        Assert.Equal(1, (await jobs.FindAsync(first.Id, Token))!.Progress.ReturnedSame);
        isUp = true;
        var second = await jobs.CreateAsync(new ReplayOrder { Letters = LetterFilter.All, Who = "ann" }, Token);
        await WaitAsync(async () => (await jobs.FindAsync(second.Id, Token))!.State == ReplayState.Done);

        Assert.Equal(1, (await jobs.FindAsync(second.Id, Token))!.Progress.Resolved);
        Assert.Equal(new LetterCounts(0, 0, 1, 0, 1), await reader.CountsAsync(Token));
        Assert.Equal(3, adapter.Calls.Count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            _host.Dispose();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IServiceProvider> StartAsync(ScriptedAdapter adapter)
    {
        var messaging = new MessagingSettings(null, Prefetch: 8, TimeSpan.FromSeconds(5), Consume: true) { LetterBatch = 10 };
        var snapshot = Sample.Snapshot([Making.Provider(adapter, key: "a")], [new MemberOptions { Key = "a" }]);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(new Random(1)).AddSingleton<ISnapshotSource>(new FixedSnapshot(snapshot));
        builder.Services.AddCompletions().AddMessaging(messaging);
        builder.Services.AddMonitor(new MonitorOptions { Store = Path.Combine(_folder, "letters.db") }, _ => null).AddReplays(
            _ => new ReplaySettings(new ReplayOptions(), () => TimeSpan.FromHours(1), _ => true, MaxBytes: 100_000), messaging);
        _host = builder.Build();
        await _host.StartAsync(Token);
        return _host.Services;
    }

    // The store has no signal.
    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
