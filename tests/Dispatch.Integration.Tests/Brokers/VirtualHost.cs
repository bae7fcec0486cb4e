using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A virtual host that one test has for itself. Disposing it deletes it and cuts the connections to it.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly ManagementApi _management;
    private readonly List<string> _users = [];

    internal VirtualHost(ManagementApi management, IReadOnlyList<Uri> nodes, string name)
    {
        _management = management;
        Name = name;
        Nodes = [.. nodes.Select(node => new UriBuilder(node) { Path = name }.Uri)];
    }

    public string Name { get; }

    /// <summary>The amqp URL, with credentials; of the first node, if there are several.</summary>
    public Uri Uri => Nodes[0];

    /// <summary>The amqp URLs of all nodes of the broker.</summary>
    public IReadOnlyList<Uri> Nodes { get; }

    /// <summary>
    /// A connection of RabbitMQ.Client's to any node that takes it, without automatic recovery: the test sees what happens to it.
    /// </summary>
    public Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = Uri, AutomaticRecoveryEnabled = false, ClientProvidedName = "dispatch tests" };
        return factory.CreateConnectionAsync(Nodes.Select(node => new AmqpTcpEndpoint(node)), cancellationToken);
    }

    /// <summary>The same as <see cref="Uri"/> for a user of one's own with this password, who goes with the virtual host.</summary>
    public async Task<Uri> AddUserAsync(string password, CancellationToken cancellationToken)
    {
        var user = $"{Name}-{_users.Count + 1}";
        await _management.CreateUserAsync(Name, user, password, cancellationToken);
        _users.Add(user);
        return new UriBuilder(Uri) { UserName = user, Password = Uri.EscapeDataString(password) }.Uri;
    }

    /// <summary>The names of all queues, but for those that belong to one connection.</summary>
    public Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken) => _management.QueuesAsync(Name, cancellationToken);

    /// <summary>
    /// Cuts every connection to it, as an operator can in the management plugin; returns how many. A connection younger than about five
    /// seconds may not be known there yet.
    /// </summary>
    public Task<int> CutConnectionsAsync(CancellationToken cancellationToken) => _management.CutConnectionsAsync(Name, cancellationToken);

    /// <summary>The URL of the broker's management API, without credentials.</summary>
    public Uri Management => _management.Url;

    /// <summary>A user of one's own with the tag monitoring and these permissions here; disposing it deletes it.</summary>
    public async Task<BrokerUser> AddUserAsync(string configure, string write, string read, CancellationToken cancellationToken)
    {
        var user = new BrokerUser(_management, Uri);
        await _management.AddUserAsync(user.Name, user.Password, "monitoring", Name, (configure, write, read), cancellationToken);
        return user;
    }

    /// <summary>Sets a policy for the queues whose name matches.</summary>
    public Task SetPolicyAsync(string name, string pattern, JsonObject definition, CancellationToken cancellationToken) =>
        _management.SetPolicyAsync(Name, name, pattern, definition, cancellationToken);

    /// <summary>The names of its exchanges, without those that every virtual host has.</summary>
    public Task<IReadOnlyList<string>> ExchangesAsync(CancellationToken cancellationToken) => _management.ExchangesAsync(Name, cancellationToken);

    /// <summary>Its queues, each with the messages that were delivered and not acknowledged, as of about five seconds ago.</summary>
    public Task<IReadOnlyList<(string Name, long Unacknowledged)>> UnacknowledgedAsync(CancellationToken cancellationToken) =>
        _management.UnacknowledgedAsync(Name, cancellationToken);

    /// <summary>
    /// The messages that are ready in the queue, at this moment; those delivered and not yet acknowledged are not among them.
    /// Null: there is no such queue.
    /// </summary>
    public async Task<long?> CountAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        return await CountAsync(connection, queue, cancellationToken);
    }

    /// <summary>Likewise over a connection that is there already.</summary>
    public static async Task<long?> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    /// <summary>Returns when exactly <paramref name="expected"/> messages are ready in the queue.</summary>
    /// <exception cref="TimeoutException">Not so within <paramref name="patience"/> (30 s); the message holds the last count.</exception>
    public async Task WaitForCountAsync(string queue, long expected, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var limit = patience ?? TimeSpan.FromSeconds(30);
        var start = TimeProvider.System.GetTimestamp();
        await using var connection = await ConnectAsync(cancellationToken);
        for (; ; )
        {
            var count = await CountAsync(connection, queue, cancellationToken);
            if (count == expected)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"{queue} had {count?.ToString() ?? "not been declared"} after {limit}, not {expected}.");
            }

            // AMQP has no signal for a queue's length.
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Takes the message at the head of the queue and puts it back, so that the broker counts a delivery; so many times.</summary>
    public async Task RejectAsync(string queue, int times, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        for (var rejected = 0; rejected < times;)
        {
            if (await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is not { } message)
                continue;
            await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, cancellationToken);
            rejected++;
        }
    }

    /// <summary>
    /// Returns when nothing is ready in the queue, and nothing delivered is left that its consumer's disappearance would bring back. Of the
    /// latter the broker tells as of about five seconds ago.
    /// </summary>
    public async Task WaitUntilEmptyAsync(string queue, CancellationToken cancellationToken)
    {
        await WaitForCountAsync(queue, 0, cancellationToken);
        while ((await UnacknowledgedAsync(cancellationToken)).Single(each => each.Name == queue).Unacknowledged != 0)
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var user in _users)
            {
                await _management.DeleteUserAsync(user, CancellationToken.None);
            }

            await _management.DeleteVirtualHostAsync(Name, CancellationToken.None);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            // The broker is gone, which a test of a crash may have meant; its virtual hosts go with it.
        }
    }
}
