using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Benchmarks.Drain;

/// <summary>
/// The usual way, as a yardstick: a consumer of RabbitMQ.Client's with 64 requests in work at once, that draws a provider by fixed
/// weights, and on any failure waits where it is, by <see cref="PlainBackoff"/>, and draws again, for as long as it takes. The result is
/// published with a confirmation before the request is acknowledged.
/// </summary>
/// <param name="isWeighted">By the true limits, as an operator would who knows them; else all providers alike.</param>
internal sealed class PlainDrainer(bool isWeighted) : IDrainer
{
    private const ushort Concurrency = 64;

    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly Lock _lock = new();
    private readonly Random _random = new(1);
    private IConnection? _connection;

    public IReadOnlyList<string> Worked { get; } = ["plain.requests"];

    public IReadOnlyList<string> Outcomes { get; } = ["plain.results"];

    public IReadOnlyList<string> Logs => [];

    public async Task PrepareAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken)
    {
        await using var connection = await host.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in (string[])[.. Worked, .. Outcomes])
        {
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancellationToken);
        }
    }

    public async Task StartAsync(VirtualHost host, IReadOnlyList<LimitedProvider> providers, CancellationToken cancellationToken)
    {
        _connection = await host.ConnectAsync(cancellationToken);
        var consuming = await _connection.CreateChannelAsync(
            new CreateChannelOptions(false, false, consumerDispatchConcurrency: Concurrency), cancellationToken);
        var publishing = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await consuming.BasicQosAsync(0, Concurrency, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(consuming);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            // The delivery's memory is only lent.
            var id = delivery.BasicProperties.MessageId!;
            using var request = JsonDocument.Parse(delivery.Body.ToArray());
            var answer = await AnswerAsync(providers, request.RootElement.GetProperty("body"));
            var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, MessageId = id };
            await publishing.BasicPublishAsync("", Outcomes[0], mandatory: true, properties, answer, _stop.Token);
            await consuming.BasicAckAsync(delivery.DeliveryTag, multiple: false, _stop.Token);
        };
        await consuming.BasicConsumeAsync(Worked[0], autoAck: false, consumer, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task<byte[]> AnswerAsync(IReadOnlyList<LimitedProvider> providers, JsonElement request)
    {
        for (var failures = 1; ; failures++)
        {
            if (await TryAsync(Draw(providers), request) is { } answer)
                return answer;

            await Task.Delay(PlainBackoff.Delay(failures, Random()), _stop.Token);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The request disposes its content.")]
    private async Task<byte[]?> TryAsync(LimitedProvider provider, JsonElement request)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, $"{provider.BaseUrl}/chat/completions")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var response = await _http.SendAsync(call, _stop.Token);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(_stop.Token) : null;
    }

    private LimitedProvider Draw(IReadOnlyList<LimitedProvider> providers)
    {
        var drawn = Random() * providers.Sum(Weight);
        return providers.FirstOrDefault(provider => (drawn -= Weight(provider)) < 0) ?? providers[^1];
    }

    private double Weight(LimitedProvider provider) => isWeighted ? provider.PerSecond : 1;

    private double Random()
    {
        lock (_lock)
            return _random.NextDouble();
    }
}
