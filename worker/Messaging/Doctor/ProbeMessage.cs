using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>Publishes as workers do: persistent, confirmed, and an error where no queue takes it.</summary>
internal static class ProbeMessage
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    /// <returns>True: the broker has taken it for good; false: it refused it.</returns>
    /// <exception cref="BlockedException">An alarm keeps the broker from taking anything.</exception>
    public static Task<bool> PublishAsync(PublishingConnection publishing, string exchange, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        publishing.RunAsync(async connection =>
        {
            await using var channel = await connection.CreateChannelAsync(Confirmed, cancellationToken);
            try
            {
                var persistent = new BasicProperties { Persistent = true };
                await channel.BasicPublishAsync(exchange, "", mandatory: true, persistent, body, cancellationToken);
                return true;
            }
            catch (PublishException)
            {
                return false;
            }
        });
}
