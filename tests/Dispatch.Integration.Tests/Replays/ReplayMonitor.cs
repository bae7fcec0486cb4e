using System.Text;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Replays;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Replays;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Integration.Tests.Replays;

/// <summary>A monitor in this process: takes dead letters into a store of its own, and runs replays.</summary>
internal sealed class ReplayMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("dispatch-replays-").FullName;
    private readonly IHost _host;
    private IConnection? _connection;

    private ReplayMonitor(Uri broker)
    {
        var messaging = new MessagingSettings(new BrokerSettings(broker), Prefetch: 1, Grace: TimeSpan.Zero, Consume: false);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMessaging(messaging);
        builder.Services.AddLetterStore(Path.Combine(_folder, "letters.db"));
        builder.Services.AddReplays(
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
        monitor._connection = await host.ConnectAsync(Cancellation);
        await monitor.ConsumeAsync();
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
        if (_connection is not null)
            await _connection.DisposeAsync();
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

    private async Task ConsumeAsync()
    {
        var channel = await _connection!.CreateChannelAsync(cancellationToken: Cancellation);
        var store = _host.Services.GetRequiredService<LetterStore>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            var message = envelope.RootElement.GetProperty("message");
            var mark = delivery.BasicProperties.Headers?.TryGetValue("Dispatch-Replay", out var header) == true ? Encoding.UTF8.GetString((byte[])header!) : null;
            await store.RecordAsync([new QueuedLetter(LetterCodec.Read(message), message.GetRawText()) { Replay = ReplayMark.Parse(mark) }], CancellationToken.None);
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync("dispatch.dead-letters", autoAck: false, consumer, Cancellation);
    }
}
