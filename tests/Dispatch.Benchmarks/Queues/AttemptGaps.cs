using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Worker.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Queues;

/// <summary>Reads from the results how long each request waited between a failed attempt and the next one.</summary>
internal static class AttemptGaps
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Takes so many results from their queue; returns the gaps in milliseconds.</summary>
    public static async Task<IReadOnlyList<double>> ReadAsync(VirtualHost host, int results, CancellationToken cancellationToken)
    {
        await using var connection = await host.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var reader = new Reader(channel, results);
        await channel.BasicConsumeAsync(BrokerNames.Results, autoAck: true, reader, cancellationToken);
        return await reader.All.WaitAsync(Patience, cancellationToken);
    }

    private static IEnumerable<double> Of(ReadOnlyMemory<byte> envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        var attempts = json.RootElement.GetProperty("message").Deserialize<CompletionResult>()!.Attempts;
        for (var i = 1; i < attempts.Length; i++)
            yield return (attempts[i].StartedAt - (attempts[i - 1].StartedAt + attempts[i - 1].Duration)).TotalMilliseconds;
    }

    private sealed class Reader(IChannel channel, int results) : AsyncDefaultBasicConsumer(channel)
    {
        private readonly TaskCompletionSource<IReadOnlyList<double>> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<double> _gaps = [];
        private int _read;

        public Task<IReadOnlyList<double>> All => _all.Task;

        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            if (_read < results)
                _gaps.AddRange(Of(body));
            if (++_read == results)
                _all.TrySetResult(_gaps);
            return Task.CompletedTask;
        }
    }
}
