namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A real RabbitMQ.</summary>
public interface IBroker : IAsyncDisposable
{
    /// <summary>Where it came from, for people: <c>container rabbitmq:4.0-management</c>.</summary>
    string Kind { get; }

    /// <summary>RabbitMQ's version: <c>4.0.5</c>.</summary>
    string Version { get; }

    /// <summary>The amqp URL of the default virtual host, with credentials.</summary>
    Uri Uri { get; }

    /// <summary>An empty virtual host of one's own; disposing it deletes it with all that is in it.</summary>
    Task<VirtualHost> CreateVirtualHostAsync(CancellationToken cancellationToken);
}
