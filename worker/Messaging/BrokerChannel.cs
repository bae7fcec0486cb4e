using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>A short-lived channel of its own, for declaring and deleting: an error there closes no channel that messages go through.</summary>
internal static class BrokerChannel
{
    public static async Task UseAsync(Uri broker, string purpose, Func<IChannel, Task> use, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = $"dispatch {purpose}", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await use(channel);
    }
}
