using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;
using Microsoft.Data.Sqlite;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>Letters that the broker is about to give up, on a queue that has no room for them.</summary>
public sealed class HeldLetterTests(BrokerFixture brokers) : IDisposable
{
    private const string Queue = "dispatch.dead-letters";

    private const int Room = 3;

    // More than a monitor takes at first and there is room for.
    private const int Others = 30;

    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="deliveries">So many that it is stored first; so many that it is first sent back, where there is no room until it is stored.</param>
    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    public async Task A_letter_that_the_broker_is_about_to_give_up_is_kept_though_its_queue_is_full(int deliveries)
    {
        await using var scenario = await CreateAsync();
        var letters = await FillAsync(scenario, deliveries);

        await scenario.StartWorkerAsync(WorkerRoles.Monitor);

        Assert.Equal(letters, await _store.WaitForAsync(letters, Cancellation));
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    public async Task One_that_the_store_refuses_for_longer_than_others_holds_up_none_of_them(int deliveries)
    {
        await using var scenario = await CreateAsync();
        var letters = await FillAsync(scenario, deliveries);
        await ExecuteAsync("CREATE TRIGGER poison BEFORE INSERT ON letters WHEN NEW.request_id = 'r-0' BEGIN SELECT RAISE(ABORT, 'poison'); END");
        await ExecuteAsync("CREATE TRIGGER outage BEFORE INSERT ON letters BEGIN SELECT RAISE(ABORT, 'outage'); END");

        var monitor = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await monitor.WaitForLineAsync("could not be stored together", Cancellation);
        await ExecuteAsync("DROP TRIGGER outage");
        Assert.Equal(letters - 1, await _store.WaitForAsync(letters - 1, Cancellation));
        await scenario.VirtualHost.WaitForCountAsync(Queue, 1, Cancellation, patience: TimeSpan.FromMinutes(2));
        await ExecuteAsync("DROP TRIGGER poison");

        Assert.Equal(letters, await _store.WaitForAsync(letters, Cancellation));
        await scenario.VirtualHost.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    public void Dispose() => _store.Dispose();

    private async Task<Scenario> CreateAsync()
    {
        var scenario = await Scenario.CreateAsync(brokers);
        scenario.Monitor = new { Store = _store.File };
        scenario.Broker = new { DeadLetters = new { MaxMessages = Room, WhenFull = "hold" } };
        return scenario;
    }

    /// <summary>Overfills the queue, at whose head stands one that was delivered so many times; returns how many letters there are.</summary>
    private static async Task<int> FillAsync(Scenario scenario, int deliveries)
    {
        var monitor = await scenario.StartWorkerAsync(WorkerRoles.Monitor);
        await monitor.WaitForLineAsync("Taking dead letters", Cancellation);
        await monitor.StopAsync(Cancellation);
        await Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(0)], Cancellation);
        await scenario.VirtualHost.RejectAsync(Queue, deliveries, Cancellation);
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        // What expires in another queue is moved without being asked whether there is room.
        var overflow = new Dictionary<string, object?> { ["x-message-ttl"] = 0, ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = Queue };
        await channel.QueueDeclareAsync("overflow", durable: true, exclusive: false, autoDelete: false, overflow, cancellationToken: Cancellation);
        await Letter.PublishAsync(scenario.VirtualHost, Enumerable.Range(1, Others).Select(Letter.Of), Cancellation, "overflow");
        await scenario.VirtualHost.WaitForCountAsync(Queue, Others + 1, Cancellation);
        await Assert.ThrowsAsync<PublishException>(() => Letter.PublishAsync(scenario.VirtualHost, [Letter.Of(Others + 1)], Cancellation));
        return Others + 1;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_store.File}");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
