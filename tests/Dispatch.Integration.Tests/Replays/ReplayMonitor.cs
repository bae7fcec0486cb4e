using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.DeadLetters;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>A monitor in this process: takes dead letters into a store of its own, and runs replays.</summary>
internal sealed class ReplayMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("dispatch-replays-").FullName;
    private readonly IHost _host;

    private ReplayMonitor(Uri broker)
    {
        var messaging = new MessagingSettings(new BrokerSettings(broker), Prefetch: 1, Grace: TimeSpan.Zero, Consume: false) { LetterBatch = 500 };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMessaging(messaging);
        builder.Services.AddMonitor(new MonitorOptions { Store = Path.Combine(_folder, "letters.db") }, _ => null).AddReplays(
            provider => new ReplaySettings(
                new ReplayOptions(), () => TimeSpan.FromHours(1), _ => true, provider.GetRequiredService<MessageBounds>().MaxBytes),
            messaging);
        _host = builder.Build();
    }

    public ReplayJobs Jobs => _host.Services.GetRequiredService<ReplayJobs>();

    public LetterReader Letters => _host.Services.GetRequiredService<LetterReader>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReplayMonitor> StartAsync(VirtualHost host)
    {
        var monitor = new ReplayMonitor(host.Uri);
        await monitor._host.StartAsync(Cancellation);
        return monitor;
    }

    /// <summary>Returns when the store has so many letters in this state.</summary>
    public Task WaitForAsync(int count, LetterState state) => StoreWatch.UntilAsync(
        () => Letters.CountAsync(new LetterFilter { States = [state] }, Cancellation),
        there => there == count, there => $"{there} letters were {state}, not {count}.", Patience, Cancellation);

    /// <summary>Returns when the replay is in this state.</summary>
    public Task<ReplayJob> WaitForAsync(Guid id, ReplayState state) => StoreWatch.UntilAsync(
        async () => (await Jobs.FindAsync(id, Cancellation))!, job => job.State == state, job => $"{job}, not {state}", Patience, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
