using MassTransit;

namespace Dispatch.Worker.Messaging;

/// <summary>In memory: through MassTransit.</summary>
internal sealed class MemorySender(Lazy<IBus> bus) : IMessageSender
{
    public Task PublishAsync<T>(T message, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class => bus.Value.Publish(message, Pipe.Execute<PublishContext<T>>(prepare), cancellationToken);

    public async Task SendAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        var endpoint = await bus.Value.GetSendEndpoint(address);
        await endpoint.Send(message, Pipe.Execute(prepare), cancellationToken);
    }

    public Task RespondAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class => SendAsync(message, address, prepare, cancellationToken);
}
