using System.Text;
using System.Threading.Channels;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Integration.Tests.Telemetry;

/// <summary>Publishes plain JSON with headers, and shows the headers of the results, as a client without MassTransit would.</summary>
internal sealed class OutcomeHeaders : IAsyncDisposable
{
    private const string Exchange = "Dispatch.Contracts:CompletionResult";

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Channel<Dictionary<string, string>> _received = Channel.CreateUnbounded<Dictionary<string, string>>();

    private OutcomeHeaders(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<OutcomeHeaders> StartAsync(VirtualHost host, CancellationToken cancellationToken)
    {
        var connection = await host.ConnectAsync(cancellationToken);
        var outcomes = new OutcomeHeaders(connection, await connection.CreateChannelAsync(cancellationToken: cancellationToken));
        var channel = outcomes._channel;
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        var queue = (await channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        await channel.QueueBindAsync(queue, Exchange, "", cancellationToken: cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await outcomes._received.Writer.WriteAsync(Read(delivery.BasicProperties.Headers), CancellationToken.None);
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
        return outcomes;
    }

    public ValueTask PublishAsync(byte[] body, Dictionary<string, object?> headers, CancellationToken cancellationToken) => _channel.BasicPublishAsync(
        "", "dispatch.requests", mandatory: true, new BasicProperties { ContentType = "application/json", Persistent = true, Headers = headers }, body, cancellationToken);

    /// <summary>The headers of the next result; those that are text.</summary>
    public ValueTask<Dictionary<string, string>> NextAsync(CancellationToken cancellationToken) => _received.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static Dictionary<string, string> Read(IDictionary<string, object?>? headers) =>
        (headers ?? new Dictionary<string, object?>()).Where(header => header.Value is byte[]).ToDictionary(header => header.Key, header => Encoding.UTF8.GetString((byte[])header.Value!));
}
