using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging.Letters;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.DeadLetters;

/// <summary>How many dead letters a monitor has the broker send ahead.</summary>
public sealed class LetterSessionTests(BrokerFixture brokers)
{
    private const string Queue = "dispatch.dead-letters";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_large_letters_few_are_held_at_a_time()
    {
        const int Letters = 20;
        await using var host = await CreateAsync();
        var body = new byte[4 * 1024 * 1024];
        await Letter.PublishAsync(host, Enumerable.Repeat((body, "text/plain"), Letters), Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var session = new LetterSession(channel, 500);

        await session.StartAsync(Cancellation);
        await host.WaitForCountAsync(Queue, Letters - 8, Cancellation);
        for (var left = Letters; left > 0;)
        {
            var taken = await session.TakeAsync(Cancellation);
            Assert.InRange(taken.Sum(each => each.Body.Length), body.Length, LetterWindow.MostBytes);
            left -= taken.Count;
            await session.AcknowledgeAsync(taken[^1], andBefore: true, Cancellation);
            Assert.InRange((await host.CountAsync(Queue, Cancellation))!.Value, Math.Max(0, left - 8), Letters);
        }

        await host.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    [Fact]
    public async Task Of_small_letters_each_comes_once_while_the_window_opens_and_closes()
    {
        const int Small = 3000;
        const int Large = 30;
        await using var host = await CreateAsync();
        var large = new byte[3 * 1024 * 1024];
        byte[] BodyOf(int number)
        {
            var body = number is >= Small / 2 and < Small / 2 + Large ? (byte[])large.Clone() : new byte[100];
            BitConverter.TryWriteBytes(body, number);
            return body;
        }

        await Letter.PublishAsync(host, Enumerable.Range(0, Small + Large).Select(number => (BodyOf(number), "text/plain")), Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var session = new LetterSession(channel, 500);
        await session.StartAsync(Cancellation);

        var came = new List<int>();
        var most = 0;
        while (came.Count < Small + Large)
        {
            var taken = await session.TakeAsync(Cancellation);
            came.AddRange(taken.Select(each => BitConverter.ToInt32(each.Body.Span)));
            most = Math.Max(most, taken.Count);
            await session.AcknowledgeAsync(taken[^1], andBefore: true, Cancellation);
        }

        Assert.Equal(Enumerable.Range(0, Small + Large), came.Order());
        Assert.InRange(most, 9, 500);
        await host.WaitUntilEmptyAsync(Queue, Cancellation);
    }

    [Fact]
    public async Task It_ends_when_the_queue_is_deleted()
    {
        await using var host = await CreateAsync();
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var session = new LetterSession(channel, 500);
        await session.StartAsync(Cancellation);

        await using (var other = await connection.CreateChannelAsync(cancellationToken: Cancellation))
            await other.QueueDeleteAsync(Queue, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<IOException>(() => session.TakeAsync(Cancellation));
    }

    private async Task<VirtualHost> CreateAsync()
    {
        var host = await brokers.CreateVirtualHostAsync(Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Cancellation);
        return host;
    }
}
