using Dispatch.Integration.Tests.Brokers;
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
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

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
    public async Task WaitForAsync(int count, LetterState state)
    {
        var filter = new LetterFilter { States = [state] };
        await WaitUntilAsync(async () => await Letters.CountAsync(filter, Cancellation) == count, async () =>
            $"{await Letters.CountsAsync(Cancellation)}, not {count} in {state}");
    }

    /// <summary>Returns when the replay is in this state.</summary>
    public async Task<ReplayJob> WaitForAsync(Guid id, ReplayState state)
    {
        await WaitUntilAsync(async () => (await Jobs.FindAsync(id, Cancellation))!.State == state, async () => $"{await Jobs.FindAsync(id, Cancellation)}, not {state}");
        return (await Jobs.FindAsync(id, Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition, Func<Task<string>> describe)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new TimeoutException(await describe());
            // The store has no signal.
            await Task.Delay(Interval, Cancellation);
        }
    }
}
