using System.Net.Sockets;
using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>Tells a broker that can't take anything at the moment from a message that can't be sent at all.</summary>
internal static class SendTrouble
{
    /// <summary>Whether what failed is the way to the broker, or its queues: the same message may go through later.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        OversizedMessageException => false,
        // What RabbitMQ.Client says of a value that it cannot write.
        ProtocolException or WireFormattingException => false,
        RabbitMQClientException or ConnectionException or TransportException or TransportUnavailableException or MessageReturnedException or TopologyException => true,
        IOException or SocketException or TimeoutException or ObjectDisposedException or OperationCanceledException => true,
        AggregateException all => all.InnerExceptions.All(IsPassing),
        _ => false,
    };
}
