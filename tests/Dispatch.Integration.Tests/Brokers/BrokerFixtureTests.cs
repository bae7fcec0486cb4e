using System.Text;
using Dispatch.Integration.Tests.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Integration.Tests.Brokers;

public sealed class BrokerFixtureTests(BrokerFixture fixture)
{
    private static readonly CreateChannelOptions Confirmed =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_virtual_host_is_usable()
    {
        await using var host = await fixture.CreateVirtualHostAsync(Cancellation);

        await PublishAsync(host, "jobs", "hello");

        Assert.Equal(1, await host.CountAsync("jobs", Cancellation));
        Assert.Equal("hello", await GetAsync(host, "jobs"));
        await host.WaitForCountAsync("jobs", 0, Cancellation);
    }

    [Fact]
    public async Task Two_virtual_hosts_do_not_see_each_other()
    {
        await using var one = await fixture.CreateVirtualHostAsync(Cancellation);
        await using var other = await fixture.CreateVirtualHostAsync(Cancellation);

        await PublishAsync(one, "jobs", "hello");

        Assert.Equal(1, await one.CountAsync("jobs", Cancellation));
        Assert.Null(await other.CountAsync("jobs", Cancellation));
    }

    [Fact]
    public async Task A_virtual_host_is_usable_from_Python()
    {
        const string Script =
            """
            import pika, sys
            channel = pika.BlockingConnection(pika.URLParameters(sys.argv[1])).channel()
            channel.confirm_delivery()
            channel.queue_declare("jobs", durable=True, arguments={"x-queue-type": "quorum"})
            channel.basic_publish("", "jobs", "hello from Python".encode(), mandatory=True)
            print("published")
            """;
        await using var host = await fixture.CreateVirtualHostAsync(Cancellation);

        Assert.Equal("published", await PythonScript.RunAsync(Script, [host.Uri.ToString()], Cancellation));

        Assert.Equal("hello from Python", await GetAsync(host, "jobs"));
    }

    [Fact]
    public async Task A_disposed_virtual_host_is_gone()
    {
        var host = await fixture.CreateVirtualHostAsync(Cancellation);
        await using var connection = await host.ConnectAsync(Cancellation);
        var cut = new TaskCompletionSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            cut.TrySetResult();
            return Task.CompletedTask;
        };

        await host.DisposeAsync();

        await cut.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => host.CountAsync("jobs", Cancellation));
    }

    [Fact]
    public async Task A_persistent_message_survives_a_restart_and_a_crash_of_a_dedicated_broker()
    {
        await using var broker = await BrokerFixture.StartDedicatedAsync(Cancellation);
        await using var host = await broker.CreateVirtualHostAsync(Cancellation);
        await PublishAsync(host, "jobs", "hello");

        await broker.RestartAsync(Cancellation);

        Assert.Equal(1, await host.CountAsync("jobs", Cancellation));

        await broker.KillAsync(Cancellation);
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => host.ConnectAsync(Cancellation));
        await broker.StartAsync(Cancellation);

        await host.WaitForCountAsync("jobs", 1, Cancellation);
        Assert.Equal("hello", await GetAsync(host, "jobs"));
    }

    private static async Task PublishAsync(VirtualHost host, string queue, string text)
    {
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(Confirmed, Cancellation);
        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: Cancellation);
        var properties = new BasicProperties { Persistent = true };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(text), Cancellation);
    }

    private static async Task<string?> GetAsync(VirtualHost host, string queue)
    {
        await using var connection = await host.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(Confirmed, Cancellation);
        var message = await channel.BasicGetAsync(queue, autoAck: true, Cancellation);
        return message is null ? null : Encoding.UTF8.GetString(message.Body.Span);
    }
}
