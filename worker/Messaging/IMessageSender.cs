using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// The way of messages to one transport. Each call returns when the transport has the message for good, and throws an
/// <see cref="OversizedMessageException"/> where that would not take it for its size.
/// </summary>
internal interface IMessageSender
{
    /// <summary>To all who subscribe to messages of this type.</summary>
    /// <exception cref="MessageReturnedException">It was to be kept, and no queue took it.</exception>
    Task PublishAsync<T>(T message, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class;

    /// <summary>To a queue of the workers' own.</summary>
    /// <exception cref="MessageReturnedException">There is no such queue.</exception>
    Task SendAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class;

    /// <summary>To an address of a requester's, which is his word alone: whatever is wrong with it harms no other message.</summary>
    /// <exception cref="MessageReturnedException">Nobody receives there.</exception>
    Task RespondAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class;
}
