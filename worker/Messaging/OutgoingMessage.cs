using RabbitMQ.Client;

namespace Dispatch.Worker.Messaging;

/// <summary>A message as RabbitMQ takes it.</summary>
/// <param name="Exchange">The exchange; empty: straight to the queue that <paramref name="RoutingKey"/> names.</param>
/// <param name="RoutingKey">The routing key.</param>
/// <param name="Mandatory">Whether a queue must take it.</param>
/// <param name="Properties">Properties and headers.</param>
/// <param name="Body">The body.</param>
internal sealed record OutgoingMessage(string Exchange, string RoutingKey, bool Mandatory, BasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>Sends it on this channel, which has confirms; ends when the broker has confirmed.</summary>
    public ValueTask SendAsync(IChannel channel, CancellationToken cancellationToken) =>
        channel.BasicPublishAsync(Exchange, RoutingKey, Mandatory, Properties, Body, cancellationToken);
}
