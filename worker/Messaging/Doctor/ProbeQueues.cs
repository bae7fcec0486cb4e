using System.Security.Cryptography;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// Queues and exchanges of one examination alone, under names that no worker knows. They are deleted at its end; if it is killed before,
/// the queues expire, and their exchanges with them.
/// </summary>
internal sealed class ProbeQueues(IConnection connection) : IAsyncDisposable
{
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TimeToDelete = TimeSpan.FromSeconds(10);

    private readonly List<string> _names = [];

    /// <summary>The start of all names.</summary>
    public string Prefix { get; } = $"dispatch.doctor.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    /// <summary>What could not be deleted.</summary>
    public List<string> Left { get; } = [];

    /// <summary>Declares a queue, and an exchange of the same name that leads to it.</summary>
    public async Task DeclareAsync(QueueSpecification queue, CancellationToken cancellationToken)
    {
        var arguments = queue.ArgumentsToDeclare();
        arguments["x-expires"] = (int)Expiry.TotalMilliseconds;
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        _names.Add(queue.Name);
        try
        {
            await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        }
        catch (OperationInterruptedException)
        {
            // Refused: there is nothing to delete.
            _names.Remove(queue.Name);
            throw;
        }

        await channel.ExchangeDeclareAsync(queue.Name, ExchangeType.Fanout, durable: true, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.Name, queue.Name, "", null, cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeToDelete);
        foreach (var name in _names)
        {
            await TryDeleteAsync(name, channel => channel.QueueDeleteAsync(name, false, false, false, limit.Token), limit.Token);
            await TryDeleteAsync(name, channel => channel.ExchangeDeleteAsync(name, false, false, limit.Token), limit.Token);
        }
    }

    private async Task TryDeleteAsync(string name, Func<IChannel, Task> delete, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await delete(channel);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException)
        {
            if (!Left.Contains(name))
                Left.Add(name);
        }
    }
}
